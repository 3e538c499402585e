"""Asks one question with httpx-sse, and prints each event of its answer as a line of JSON.

Its arguments are the URL, the headers as a JSON object, and the question's body.
"""

import json
import sys

import httpx
from httpx_sse import connect_sse

url, headers, question = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
with httpx.Client(headers=headers) as client:
    try:
        with connect_sse(client, "POST", url, json=question) as source:
            source.response.raise_for_status()
            for event in source.iter_sse():
                print(json.dumps({"name": event.event, "data": event.data}), flush=True)
    except httpx.TransportError:
        sys.exit(1)

"""Follows a stream with httpx-sse, as the guide has it, and prints each event as a line of JSON.

Its arguments are the URL, and the headers to send as a JSON object.
"""

import json
import sys
import time

import httpx
from httpx_sse import connect_sse

url, headers = sys.argv[1], json.loads(sys.argv[2])
last, pause = "", 0.02
with httpx.Client(headers=headers) as client:
    while True:
        try:
            with connect_sse(client, "GET", url, headers={"Last-Event-ID": last}, timeout=60) as source:
                if source.response.status_code == 204:
                    break
                source.response.raise_for_status()
                for event in source.iter_sse():
                    last, pause = event.id, (event.retry or pause * 1000) / 1000
                    print(json.dumps({"name": event.event, "data": event.data}), flush=True)
        except httpx.TransportError:
            pass
        time.sleep(pause)

import { spawn } from "node:child_process";
import { once } from "node:events";
import readline from "node:readline";

import { fetchEventSource } from "@microsoft/fetch-event-source";

import { headersOf, runPython } from "./clients.js";
import { curlHeaders, readBlocks } from "./curl.js";

/**
 * The clients that can send a question, each a function that does so and reads the answer. What it gives has the answer's
 * `events` so far, as `{ name, data }`, and `isWhole`, which is known at its end: whether the client takes it for complete.
 */
export const ASKING = {
  "fetch-event-source": withFetchEventSource,
  "httpx-sse": withHttpx,
  curl: withCurl,
};

/** As the guide has it. */
function withFetchEventSource(url, question, user) {
  const events = [];
  const asked = fetchEventSource(url, {
    method: "POST",
    headers: { ...headersOf(user), "content-type": "application/json" },
    body: JSON.stringify(question),
    openWhenHidden: true,
    onmessage({ event, data }) {
      events.push({ name: event, data });
    },
    onerror(error) {
      throw error;
    },
  });
  const isWhole = asked.then(
    () => true,
    () => false,
  );
  return { events, isWhole };
}

function withHttpx(url, question, user) {
  const events = [];
  const script = runPython("ask.py", url, JSON.stringify(headersOf(user)), JSON.stringify(question));
  readline.createInterface({ input: script.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  return { events, isWhole: succeeds(script) };
}

function withCurl(url, question, user) {
  const events = [];
  const headers = curlHeaders({ ...headersOf(user), "content-type": "application/json" });
  const process = spawn("curl", ["-sN", ...headers, "--data", JSON.stringify(question), url]);
  readBlocks(process.stdout, (block) => {
    if (block.has("data")) events.push({ name: block.get("event"), data: block.get("data") });
  });
  return { events, isWhole: succeeds(process) };
}

async function succeeds(process) {
  const [code] = await once(process, "close");
  return code === 0;
}

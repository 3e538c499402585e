import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { setTimeout as pause } from "node:timers/promises";

import { headersOf } from "./clients.js";

/** What curl prints, and what it says of the answer after it. */
export async function curl(...options) {
  const { stdout } = await promisify(execFile)("curl", ["-sSN", "--write-out", "\n%{json}", ...options]);
  const end = stdout.lastIndexOf("\n");
  return { body: stdout.slice(0, end), answer: JSON.parse(stdout.slice(end + 1)) };
}

/** Headers, as curl is told of them. */
export const curlHeaders = (headers) => Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);

/** A block's fields. */
const fields = (block) => new Map(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));

/** The blocks that hold an event, each as a map of its fields. */
export const blocks = (text) =>
  text
    .split("\n\n")
    .map(fields)
    .filter((block) => block.has("data"));

/** Reads a stream as it comes, and takes each block once it is there whole. */
export function readBlocks(stream, take) {
  let rest = "";
  stream.setEncoding("utf8").on("data", (text) => {
    const whole = (rest + text).split("\n\n");
    rest = whole.pop();
    whole.map(fields).forEach(take);
  });
}

/** Follows as a client by hand does: curl in a loop, which takes an event, and its id, at its blank line. */
export function withCurl(url, { user }) {
  const events = [];
  const headers = curlHeaders(headersOf(user));
  let [last, delay] = ["", 20];
  let current;
  let isClosed = false;

  const take = (event) => {
    last = event.get("id") ?? last;
    delay = Number(event.get("retry") ?? delay);
    if (event.has("data")) events.push({ name: event.get("event"), data: event.get("data") });
  };
  const loop = async () => {
    while (!isClosed) {
      // What has no value is not sent.
      current = spawn("curl", ["-sN", ...headers, "--header", `Last-Event-ID: ${last}`, url]);
      readBlocks(current.stdout, take);
      await once(current, "close");
      await pause(delay);
    }
  };
  loop();
  return {
    events: () => events,
    hasStopped: () => false,
    close: () => {
      isClosed = true;
      current.kill();
    },
  };
}

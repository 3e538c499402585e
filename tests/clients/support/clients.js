import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource } from "eventsource";

import { launchBrowser } from "../../browser/support/browser.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = path.join(HERE, "../.venv/bin/python");

/** What an `EventSource` has to be asked for by name; `message` is what events without a name would be. */
const NAMES = ["hello", "number", "text", "progress", "done", "gap", "heartbeat", "message"];

/**
 * The clients, each a function that follows a URL until it is closed. What it gives has `events()`, all that the client's
 * user was told so far, as `{ name, data }`; `hasStopped()`, whether it will never come back; and `close()`.
 */
export const CLIENTS = {
  "a browser's EventSource": inBrowser,
  "npm eventsource": withEventSource,
  "fetch-event-source": withFetchEventSource,
  "httpx-sse": withHttpx,
};

async function inBrowser(url) {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  // Any page of the same origin will do.
  await page.goto(new URL("/", url).href);
  await page.evaluate(
    ([url, names]) => {
      window.events = [];
      window.source = new EventSource(url);
      for (const name of names) {
        window.source.addEventListener(name, ({ data }) => window.events.push({ name, data }));
      }
    },
    [url, NAMES],
  );
  return {
    events: () => page.evaluate(() => window.events),
    hasStopped: () => page.evaluate(() => window.source.readyState === EventSource.CLOSED),
    close: () => browser.close(),
  };
}

function withEventSource(url) {
  const events = [];
  const source = new EventSource(url);
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }) => events.push({ name, data }));
  }
  return {
    events: () => events,
    hasStopped: () => source.readyState === EventSource.CLOSED,
    close: () => source.close(),
  };
}

class Stop extends Error {}

/** As the guide has it. */
function withFetchEventSource(url) {
  // It is made for pages.
  globalThis.window ??= globalThis;
  globalThis.document ??= { addEventListener() {}, removeEventListener() {} };
  const events = [];
  const abort = new AbortController();
  let hasStopped = false;
  const followed = fetchEventSource(url, {
    openWhenHidden: true,
    signal: abort.signal,
    async onopen(answer) {
      if ([204, 401, 403, 404].includes(answer.status)) throw new Stop(String(answer.status));
      if (!answer.ok) throw new Error(String(answer.status));
    },
    onmessage({ event, data }) {
      events.push({ name: event, data });
    },
    onclose() {
      throw new Error("ended");
    },
    onerror(error) {
      if (error instanceof Stop) throw error;
    },
  });
  const stopped = () => (hasStopped = true);
  followed.then(stopped, stopped);
  return { events: () => events, hasStopped: () => hasStopped, close: () => abort.abort() };
}

function withHttpx(url) {
  const events = [];
  const script = spawn(PYTHON, [path.join(HERE, "follow.py"), url], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(script, "exit");
  readline.createInterface({ input: script.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  return {
    events: () => events,
    hasStopped: () => script.exitCode === 0,
    close: () => {
      script.kill();
      return ended;
    },
  };
}

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

/** What an `EventSource` has to be asked for by name, besides what the server declares: `message` is what has no name. */
const RESERVED = ["gap", "heartbeat", "message"];

/**
 * The clients, each a function that follows a URL until it is closed. It is told the `names` of the events, and the `user` who
 * follows: a `cookie`, which is all that a page has, and perhaps a `token`. What it gives has `events()`, all that the
 * client's user was told so far, as `{ name, data }`; `hasStopped()`, whether it will never come back; and `close()`.
 */
export const CLIENTS = {
  "a browser's EventSource": inBrowser,
  "npm eventsource": withEventSource,
  "fetch-event-source": withFetchEventSource,
  "httpx-sse": withHttpx,
};

/** How those say who they are that can say it: by a token where there is one. */
export function headersOf({ cookie, token } = {}) {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return cookie === undefined ? {} : { cookie };
}

async function inBrowser(url, { names, user }) {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  if (user?.cookie !== undefined) {
    const [name, value] = user.cookie.split(/=(.*)/s);
    await page.context().addCookies([{ name, value, url }]);
  }
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
    [url, listened(names)],
  );
  return {
    events: () => page.evaluate(() => window.events),
    hasStopped: () => page.evaluate(() => window.source.readyState === EventSource.CLOSED),
    close: () => browser.close(),
  };
}

const listened = (names) => [...new Set([...names, ...RESERVED])];

function withEventSource(url, { names, user }) {
  const events = [];
  const headers = headersOf(user);
  const source = new EventSource(url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
  });
  for (const name of listened(names)) {
    source.addEventListener(name, ({ data }) => events.push({ name, data }));
  }
  return {
    events: () => events,
    hasStopped: () => source.readyState === EventSource.CLOSED,
    close: () => source.close(),
  };
}

class Stop extends Error {}

// `fetchEventSource` is made for pages.
globalThis.window ??= globalThis;
globalThis.document ??= { addEventListener() {}, removeEventListener() {} };

/** As the guide has it. */
function withFetchEventSource(url, { user }) {
  const events = [];
  const abort = new AbortController();
  let hasStopped = false;
  const followed = fetchEventSource(url, {
    headers: headersOf(user),
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

/** Starts one of the scripts beside this file, in the environment where httpx is installed. */
export function runPython(script, ...options) {
  return spawn(PYTHON, [path.join(HERE, script), ...options], { stdio: ["ignore", "pipe", "inherit"] });
}

function withHttpx(url, { user }) {
  const events = [];
  const script = runPython("follow.py", url, JSON.stringify(headersOf(user)));
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

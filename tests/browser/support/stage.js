import assert from "node:assert/strict";

import { Visitor, launchBrowser } from "./browser.js";
import { Relay } from "./relay.js";
import { Server } from "./server.js";

/** The time that a test may take before it counts as hung. */
export const TIMEOUT = { timeout: 90_000 };

/** Runs `play` with a server, a network to it and a browser of its own, and takes all of it down again. */
export async function onStage(play) {
  const server = await Server.start();
  const network = await Relay.to(server.port);
  const browser = await launchBrowser();
  const visitors = [];
  const join = async (name) => {
    const visitor = await Visitor.signedIn(browser, network.url, name);
    visitors.push(visitor);
    return visitor;
  };
  try {
    await play({ server, network, browser, join });
    assert.deepEqual(visitors.flatMap((visitor) => visitor.pageErrors), []);
  } finally {
    await browser.close();
    network.close();
    await server.stop();
  }
}

/** The texts `prefix 1`, `prefix 2`, … */
export const numbered = (prefix, count) => Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);

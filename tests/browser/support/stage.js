import assert from "node:assert/strict";

import { Visitor, launchBrowser } from "./browser.js";
import { Relay } from "./relay.js";
import { Server } from "./server.js";

/** The time that a test may take before it counts as hung. */
export const TIMEOUT = { timeout: 90_000 };

/** Runs `play` with a server, a network to it and a browser of its own, and takes all of it down again. */
export async function onStage(play) {
  const server = new Server();
  const takeDown = [() => server.stop()];
  const visitors = [];
  try {
    await server.start();
    const network = await Relay.to(server.port);
    takeDown.push(() => network.close());
    const browser = await launchBrowser();
    takeDown.push(() => browser.close());

    const join = async (name) => {
      const visitor = await Visitor.signedIn(browser, network.url, name);
      visitors.push(visitor);
      return visitor;
    };
    await play({ server, network, browser, join });
    assert.deepEqual(visitors.flatMap((visitor) => visitor.pageErrors), []);
  } catch (error) {
    console.error(`What the server printed:\n${server.output}`);
    throw error;
  } finally {
    for (const step of takeDown.reverse()) {
      await step();
    }
  }
}

/** The texts `prefix 1`, `prefix 2`, … */
export const numbered = (prefix, count) => Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);

import assert from "node:assert/strict";

import { eventually } from "../../browser/support/eventually.js";
import { Relay } from "../../browser/support/relay.js";

/** The time that a test may take before it counts as hung. */
export const TIMEOUT = { timeout: 90_000 };

/**
 * Starts a server, runs `play` with a way to follow it, and takes all of it down again. Who follows does so over a network of
 * its own, `followed.network`.
 */
export async function onStageWith(server, play) {
  const takeDown = [() => server.stop()];
  try {
    await server.start();
    const connect = async () => {
      const network = await Relay.to(server.port);
      takeDown.push(() => network.close());
      return network;
    };
    const follow = async (client, path, options) => {
      const network = await connect();
      const followed = await client(network.url + path, options);
      takeDown.push(() => followed.close());
      return { ...followed, network };
    };
    await play({ follow, connect });
  } catch (error) {
    console.error(`What the server printed:\n${server.output}`);
    throw error;
  } finally {
    for (const step of takeDown.reverse()) {
      await step();
    }
  }
}

/** Waits until a client was told exactly these events; `part` gives what of their data is compared. */
export function told(client, expected, part = (data) => data) {
  return eventually(async () => {
    const events = await client.events();
    assert.deepEqual(
      events.map(({ name, data }) => ({ name, data: data && part(JSON.parse(data)) })),
      expected,
    );
  });
}

/** Waits until a client whose network is cut has tried to come back. */
export const triesInVain = ({ network }) => eventually(() => assert.ok(network.refused > 0, "it tries again in vain"));

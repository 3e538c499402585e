import assert from "node:assert/strict";

import { eventually } from "../../browser/support/eventually.js";
import { Relay } from "../../browser/support/relay.js";
import { Server } from "../../browser/support/server.js";

/** The time that a test may take before it counts as hung. */
export const TIMEOUT = { timeout: 90_000 };

/** The server that the clients follow, past any relay. */
class Numbers {
  #url;

  constructor(url) {
    this.#url = url;
  }

  counts() {
    return fetch(`${this.#url}/counts`).then((answer) => answer.json());
  }

  publish(first, last) {
    return this.#post("/numbers", { first, last });
  }

  publishText(text) {
    return this.#post("/texts", text);
  }

  advanceJob(id) {
    return this.#post(`/jobs/${id}/progress`);
  }

  endJob(id) {
    return this.#post(`/jobs/${id}/end`);
  }

  async #post(path, body) {
    const content = body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(this.#url + path, { method: "POST", ...content });
    assert.equal(answer.status, 204, await answer.text());
  }
}

/** Runs `play` with a server, a network to it, and a way to follow it, and takes all of it down again. */
export async function onStage(play, env = {}) {
  const server = new Server("numbers", env);
  const takeDown = [() => server.stop()];
  try {
    await server.start();
    const network = await Relay.to(server.port);
    takeDown.push(() => network.close());
    const follow = async (client, path) => {
      const followed = await client(network.url + path);
      takeDown.push(() => followed.close());
      return followed;
    };
    await play({ numbers: new Numbers(server.url), server, network, follow });
  } catch (error) {
    console.error(`What the server printed:\n${server.output}`);
    throw error;
  } finally {
    for (const step of takeDown.reverse()) {
      await step();
    }
  }
}

/** Waits until a client was told exactly these events. */
export function told(client, expected) {
  return eventually(async () => {
    const events = await client.events();
    assert.deepEqual(
      events.map(({ name, data }) => ({ name, data: data && JSON.parse(data) })),
      expected,
    );
  });
}

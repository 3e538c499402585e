import assert from "node:assert/strict";

import { Server } from "../../browser/support/server.js";
import { onStageWith } from "./stage.js";

const NAMES = ["hello", "number", "text", "progress", "done"];

/** The server whose heartbeats and ends come fast, past any relay. */
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

/** Runs `play` with that server, and a way to follow it. */
export function onStage(play, env = {}) {
  const server = new Server("numbers", () => env);
  return onStageWith(server, ({ follow }) =>
    play({
      server,
      numbers: new Numbers(server.url),
      follow: (client, path) => follow(client, path, { names: NAMES }),
    }),
  );
}

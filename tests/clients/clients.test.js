import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { eventually } from "../browser/support/eventually.js";
import { CLIENTS } from "./support/clients.js";
import { onStage } from "./support/numbers.js";
import { TIMEOUT, told, triesInVain } from "./support/stage.js";

const HELLO = { name: "hello", data: "first" };
const TEXTS = ["one\ntwo\r\nthree", "data: x\n\nid: 9", "", "🦀 مرحبا \u2028 end"];

const numbers = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ name: "number", data: first + index }));

for (const [name, client] of Object.entries(CLIENTS)) {
  test(`${name} is told every event once and in order, and nothing else`, TIMEOUT, () =>
    onStage(async ({ numbers: server, follow }) => {
      const followed = await follow(client, "/events");
      await told(followed, [HELLO]);
      await server.publish(1, 20);
      for (const text of TEXTS) {
        await server.publishText(text);
      }
      const expected = [HELLO, ...numbers(1, 20), ...TEXTS.map((data) => ({ name: "text", data }))];
      await told(followed, expected);

      // Heartbeats, and positions that move while there is nothing to tell.
      for (let round = 0; round < 5; round += 1) {
        await server.advanceJob(1);
        const { writes } = await server.counts();
        await eventually(async () => assert.ok((await server.counts()).writes > writes));
      }

      // Streams that end politely while events are published.
      let next = 21;
      const { attached } = await server.counts();
      for (; (await server.counts()).attached < attached + 3; next += 1) {
        await server.publish(next, next);
        await pause(5);
      }
      await told(followed, [...expected, ...numbers(21, next - 1)]);

      followed.network.cut();
      await server.publish(next, next + 19);
      await triesInVain(followed);
      followed.network.mend();
      await server.publish(next + 20, next + 29);
      await told(followed, [...expected, ...numbers(21, next + 29)]);
      assert.equal((await server.counts()).gaps, 0);
    }));

  test(`${name} comes in by itself as soon as there is a place`, TIMEOUT, () =>
    onStage(
      async ({ numbers: server, server: { url }, follow }) => {
        const holder = new AbortController();
        const hold = async () => {
          for (;;) {
            const answer = await fetch(`${url}/jobs/1/events`, { signal: holder.signal });
            for await (const _ of answer.body);
          }
        };
        const held = hold().catch((error) => assert.equal(error.name, "AbortError"));
        await eventually(async () => assert.equal((await server.counts()).open, 1));
        const followed = await follow(client, "/events");
        await eventually(async () => assert.ok((await server.counts()).refused > 0));
        assert.equal(await followed.hasStopped(), false);
        holder.abort();
        await held;
        await eventually(async () => assert.deepEqual((await followed.events())[0], { name: "hello", data: '"first"' }));
      },
      { MAX_CONNECTIONS: "1" },
    ));

  test(`${name} stops when what it follows is finished`, TIMEOUT, () =>
    onStage(async ({ numbers: server, follow }) => {
      const followed = await follow(client, "/jobs/7/events");
      await eventually(async () => assert.equal((await server.counts()).open, 1));
      await server.endJob(7);
      await told(followed, [{ name: "done", data: null }]);
      await eventually(async () => assert.equal(await followed.hasStopped(), true));
      assert.equal((await server.counts()).open, 0);
    }));
}

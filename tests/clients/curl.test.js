import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually } from "../browser/support/eventually.js";
import { blocks, curl } from "./support/curl.js";
import { onStage } from "./support/numbers.js";
import { TIMEOUT } from "./support/stage.js";

test("curl ends with the stream, resumes by a header, and sees heartbeats in one line", TIMEOUT, () =>
  onStage(async ({ numbers, server: { url } }) => {
    const first = await curl(`${url}/events`);
    assert.deepEqual([first.answer.http_code, first.answer.content_type], [200, "text/event-stream"]);
    const [hello] = blocks(first.body);
    assert.equal(hello.get("event"), "hello");
    assert.match(first.body, /\n:\n/);
    assert.doesNotMatch(first.body, /:\n\n/);
    assert.match(first.body, /^retry: \d+\n/);
    assert.match(first.body, /\nretry: \d+\n$/);

    await numbers.publish(1, 3);
    const second = await curl("--header", `Last-Event-ID: ${hello.get("id")}`, `${url}/events`);
    assert.deepEqual(
      blocks(second.body).map((block) => [block.get("event"), block.get("data")]),
      [["number", "1"], ["number", "2"], ["number", "3"]],
    );
    const newest = blocks(second.body).at(-1).get("id");
    const third = await curl(`${url}/events?lastEventId=${newest}`);
    assert.deepEqual(blocks(third.body), []);
  }));

test("curl is told by a 503 when to try again", TIMEOUT, () =>
  onStage(
    async ({ numbers, server: { url } }) => {
      const holder = new AbortController();
      const answer = await fetch(`${url}/events`, { signal: holder.signal });
      assert.equal(answer.status, 200);
      const refused = await curl("--include", `${url}/events`);
      assert.equal(refused.answer.http_code, 503);
      assert.equal(refused.answer.content_type, "application/problem+json");
      assert.match(refused.body, /^retry-after: [1-9]\d*\r$/m);
      holder.abort();
      await eventually(async () => assert.equal((await numbers.counts()).open, 0));
    },
    { MAX_CONNECTIONS: "1" },
  ));

test("curl is told by a 204 that there is no more", TIMEOUT, () =>
  onStage(async ({ numbers, server: { url } }) => {
    await numbers.endJob(7);
    const late = await curl(`${url}/jobs/7/events`);
    const [done] = blocks(late.body);
    assert.equal(done.get("event"), "done");
    const over = await curl("--header", `Last-Event-ID: ${done.get("id")}`, `${url}/jobs/7/events`);
    assert.deepEqual([over.answer.http_code, over.body], [204, ""]);
  }));

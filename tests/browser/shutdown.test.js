import assert from "node:assert/strict";
import { test } from "node:test";

import { TIMEOUT, onStage } from "./support/stage.js";

test("an interrupt ends the server within a second while tabs are open", TIMEOUT, () =>
  onStage(async ({ server, join }) => {
    const visitors = [await join("Ada"), await join("Grace")];

    const end = await server.stop("SIGINT");

    assert.deepEqual({ code: end.code, killedBy: end.killedBy }, { code: 0, killedBy: null });
    assert.ok(end.ms < 1_000, `it took ${Math.round(end.ms)} ms`);
    for (const visitor of visitors) {
      await visitor.reaches("reconnecting");
    }
  }));

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiUser } from "./support/api.js";
import { eventually } from "./support/eventually.js";
import { TIMEOUT, numbered, onStage } from "./support/stage.js";

test("after a kill and a restart both tabs come back by themselves, show a gap, and go on", TIMEOUT, () =>
  onStage(async ({ server, join }) => {
    const visitors = [await join("Ada"), await join("Grace")];
    await visitors[0].send("before");
    for (const visitor of visitors) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), ["before"]));
    }

    await server.stop("SIGKILL");
    for (const visitor of visitors) {
      await visitor.reaches("reconnecting");
    }
    await server.start();

    for (const visitor of visitors) {
      await visitor.reaches("live");
      await eventually(async () => assert.deepEqual(await visitor.notes(), ["reconnected", "gap"]));
      await eventually(async () => assert.deepEqual(await visitor.people(), ["Ada", "Grace"]));
    }
    await visitors[0].send("after");
    for (const visitor of visitors) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), ["before", "after"]));
    }
  }));

test("a cut of the network loses nothing, repeats nothing and shows no gap", TIMEOUT, () =>
  onStage(async ({ server, network, join }) => {
    const visitors = [await join("Ada"), await join("Grace")];
    const script = await ApiUser.signedIn(server.url, "Script");
    const [before, during, after] = ["before", "during", "after"].map((prefix) => numbered(prefix, 20));

    const send = async (texts) => {
      for (const text of texts) {
        await script.send(text);
      }
    };
    await send(before);
    // Nobody waits for the last of these to be shown: the cut may fall into the middle of them.
    network.cut();
    await send(during);
    for (const visitor of visitors) {
      await visitor.reaches("reconnecting");
    }
    await eventually(() => assert.ok(network.refused >= visitors.length, "the tabs try again in vain"));
    network.mend();
    for (const visitor of visitors) {
      await visitor.reaches("live");
    }
    await send(after);

    for (const visitor of visitors) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), [...before, ...during, ...after]));
      assert.deepEqual(await visitor.notes(), ["reconnected"]);
    }
  }));

test("an answer that EventSource itself gives up on loses nothing either", TIMEOUT, () =>
  onStage(async ({ server, network, join }) => {
    const ada = await join("Ada");
    const script = await ApiUser.signedIn(server.url, "Script");
    await script.send("before");
    await eventually(async () => assert.deepEqual(await ada.messages(), ["before"]));

    network.loseServer();
    await script.send("during");
    await eventually(() => assert.ok(network.refused >= 2, "the page asks again after a 502"));
    network.mend();
    await ada.reaches("live");
    await script.send("after");

    await eventually(async () => assert.deepEqual(await ada.messages(), ["before", "during", "after"]));
    assert.deepEqual(await ada.notes(), ["reconnected"]);
  }));

test("direct messages of a cut reach their recipient alone when the network is back", TIMEOUT, () =>
  onStage(async ({ server, network, join }) => {
    const ada = await join("Ada");
    const eve = await join("Eve");
    const script = await ApiUser.signedIn(server.url, "Script");
    await script.send("hello");
    for (const visitor of [ada, eve]) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), ["hello"]));
    }

    network.cut();
    await script.send("for Ada", "Ada");
    await script.send("for all");
    for (const visitor of [ada, eve]) {
      await visitor.reaches("reconnecting");
    }
    network.mend();

    await eventually(async () => assert.deepEqual(await eve.messages(), ["hello", "for all"]));
    await eventually(async () => assert.deepEqual(await ada.messages(), ["hello", "for Ada", "for all"]));
  }));

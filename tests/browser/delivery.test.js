import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiUser } from "./support/api.js";
import { eventually } from "./support/eventually.js";
import { TIMEOUT, numbered, onStage } from "./support/stage.js";

test("two users see each other and get what is sent to everyone in one order", TIMEOUT, () =>
  onStage(async ({ server, join }) => {
    const ada = await join("Ada");
    const grace = await join("Grace");
    for (const visitor of [ada, grace]) {
      await eventually(async () => assert.deepEqual(await visitor.people(), ["Ada", "Grace"]));
    }

    const script = await ApiUser.signedIn(server.url, "Script");
    const typed = ["Hello, everyone", "Hello back"];
    await ada.send(typed[0]);
    await grace.send(typed[1]);
    const posted = numbered("posted", 50);
    for (const text of posted) {
      await script.send(text);
    }

    for (const visitor of [ada, grace]) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), [...typed, ...posted]));
      assert.deepEqual(await visitor.notes(), []);
    }
    const users = (await script.connections()).map(({ user }) => user);
    assert.deepEqual(users.sort(), ["Ada", "Grace"]);
  }));

test("messages posted all at once arrive in the same order for both users", TIMEOUT, () =>
  onStage(async ({ server, join }) => {
    const ada = await join("Ada");
    const grace = await join("Grace");
    const script = await ApiUser.signedIn(server.url, "Script");
    const posted = numbered("at once", 50);
    await Promise.all(posted.map((text) => script.send(text)));

    await eventually(async () => assert.equal((await ada.messages()).length, posted.length));
    await eventually(async () => assert.deepEqual(await grace.messages(), await ada.messages()));
    assert.deepEqual((await ada.messages()).sort(), posted.sort());
  }));

test("a direct message is shown to its recipient and its sender alone", TIMEOUT, () =>
  onStage(async ({ join }) => {
    const ada = await join("Ada");
    const grace = await join("Grace");
    const eve = await join("Eve");
    await eventually(async () => assert.deepEqual(await ada.people(), ["Ada", "Eve", "Grace"]));

    await ada.send("for Grace's eyes", { to: "Grace" });
    await ada.send("for all");

    // The later message is the proof that the earlier one would have been there by now.
    await eventually(async () => assert.deepEqual(await eve.messages(), ["for all"]));
    for (const visitor of [ada, grace]) {
      await eventually(async () => assert.deepEqual(await visitor.messages(), ["for Grace's eyes", "for all"]));
    }
    assert.equal(await grace.find("message-direct").first().textContent(), "to you");
    assert.equal(await ada.find("message-direct").first().textContent(), "to Grace");
    assert.equal(await eve.find("message-direct").first().isVisible(), false);
  }));

test("line ends, emoji, markup and a long text arrive as they were sent", TIMEOUT, () =>
  onStage(async ({ server, join }) => {
    const ada = await join("Ada <b>");
    const script = await ApiUser.signedIn(server.url, "Zoë 🦀");
    const texts = ["one\ntwo\n\nfour", "data: x\n\nid: 9", "👩‍👩‍👧‍👦 مرحبا \u2028 end", "<img src=x onerror=alert(1)>", "x".repeat(500)];
    for (const text of texts) {
      await script.send(text);
    }
    await script.send("a\r\nb\rc");

    await eventually(async () => assert.deepEqual(await ada.messages(), [...texts, "a\nb\nc"]));
    assert.equal(await ada.find("me").textContent(), "Ada <b>");
    assert.equal(await ada.find("message-author").first().textContent(), "Zoë 🦀");
    const widths = await ada.page.evaluate(() => [document.body.scrollWidth, window.innerWidth]);
    assert.ok(widths[0] <= widths[1], `the page is ${widths[0]} wide in a window of ${widths[1]}`);
  }));

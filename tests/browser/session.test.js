import assert from "node:assert/strict";
import { test } from "node:test";

import { Visitor } from "./support/browser.js";
import { eventually } from "./support/eventually.js";
import { TIMEOUT, onStage } from "./support/stage.js";

test("a refused name is explained, and another one is taken", TIMEOUT, () =>
  onStage(async ({ browser, network }) => {
    const visitor = await Visitor.open(browser, network.url);
    for (const name of ["   ", "x".repeat(41)]) {
      await visitor.signIn(name);
      await eventually(async () => assert.match(await visitor.find("sign-in-error").textContent(), /name/i));
      assert.equal(await visitor.find("room").isVisible(), false);
    }
    await visitor.signIn("x".repeat(40));
    await visitor.reaches("live");
    assert.equal(await visitor.find("sign-in-error").textContent(), "");
  }));

test("a refused message is explained and stays in the composer", TIMEOUT, () =>
  onStage(async ({ join }) => {
    const ada = await join("Ada");
    await ada.find("message-input").fill("   ");
    await ada.find("send").click();
    await eventually(async () => assert.match(await ada.find("composer-error").textContent(), /text/i));
    assert.equal(await ada.find("message-input").inputValue(), "   ");

    await ada.send("something");
    await eventually(async () => assert.deepEqual(await ada.messages(), ["something"]));
    assert.equal(await ada.find("composer-error").textContent(), "");
  }));

test("a message that can't be sent without a network is kept", TIMEOUT, () =>
  onStage(async ({ network, join }) => {
    const ada = await join("Ada");
    network.cut();
    await ada.reaches("reconnecting");
    await ada.find("message-input").fill("kept");
    await ada.find("send").click();
    await eventually(async () => assert.match(await ada.find("composer-error").textContent(), /can’t be reached/));
    assert.equal(await ada.find("message-input").inputValue(), "kept");

    network.mend();
    await ada.reaches("live");
    await ada.find("send").click();
    await eventually(async () => assert.deepEqual(await ada.messages(), ["kept"]));
  }));

test("who reloads the page is still signed in, and who signs out is gone for the others", TIMEOUT, () =>
  onStage(async ({ join }) => {
    const ada = await join("Ada");
    const grace = await join("Grace");
    await ada.page.reload();
    await ada.reaches("live");
    assert.equal(await ada.find("me").textContent(), "Ada");

    await ada.find("sign-out").click();
    await ada.find("sign-in").waitFor();
    assert.equal(await ada.find("sign-in-notice").isVisible(), false);
    await eventually(async () => assert.deepEqual(await grace.people(), ["Grace"]));

    await ada.page.reload();
    await ada.find("sign-in").waitFor();
  }));

test("who signs in after somebody else sees nothing of what that one saw", TIMEOUT, () =>
  onStage(async ({ join }) => {
    const visitor = await join("Ada");
    await visitor.send("Ada's");
    await eventually(async () => assert.deepEqual(await visitor.messages(), ["Ada's"]));
    await visitor.find("sign-out").click();
    await visitor.signIn("Eve");
    await visitor.reaches("live");
    await visitor.send("Eve's");
    await eventually(async () => assert.deepEqual(await visitor.messages(), ["Eve's"]));
    assert.deepEqual(await visitor.notes(), []);
  }));

test("a tab whose session has ended meanwhile is back at the sign-in, and says why", TIMEOUT, () =>
  onStage(async ({ network, join }) => {
    const ada = await join("Ada");
    await ada.page.context().clearCookies();
    network.cut();
    await ada.reaches("reconnecting");
    network.mend();
    await ada.find("sign-in").waitFor();
    assert.match(await ada.find("sign-in-notice").textContent(), /session has ended/);
  }));

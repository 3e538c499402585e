import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiUser } from "../browser/support/api.js";
import { eventually } from "../browser/support/eventually.js";
import { Server } from "../browser/support/server.js";
import { followWithAll, forAll } from "./support/everyone.js";
import { TIMEOUT, onStageWith, triesInVain } from "./support/stage.js";

const NAMES = ["message", "presence"];

/** What a client was told: the texts of its messages, and who was here by the last word on it. */
async function heard(follower) {
  const events = await follower.events();
  const of = (wanted) => events.filter(({ name }) => name === wanted).map(({ data }) => JSON.parse(data));
  const [messages, presences] = NAMES.map(of);
  assert.equal(messages.length + presences.length, events.length, "every event is one of those declared");
  return { texts: messages.map(({ text }) => text), present: presences.at(-1)?.users };
}

const heardAll = (follower, texts) => eventually(async () => assert.deepEqual((await heard(follower)).texts, texts));

test("every client hears all that is sent to everyone and to itself, also while it is cut off", TIMEOUT, () => {
  const server = new Server("notifications");
  return onStageWith(server, async ({ follow }) => {
    const script = await ApiUser.signedIn(server.url, "Script");
    const followers = await followWithAll(follow, async (name) => {
      const user = await ApiUser.signedIn(server.url, name);
      return ["/api/events", { names: NAMES, user: { cookie: user.cookie } }];
    });
    const everyone = followers.map(({ name }) => name).sort();
    const allAreHere = ({ name, ...follower }) =>
      eventually(async () => assert.deepEqual((await heard(follower)).present, everyone));
    await forAll(followers, allAreHere);

    /** Sends to everyone and, in between, to each one: what a client is to hear of it. */
    const send = async (part) => {
      await script.send(`${part} begins\nwith "two" lines`);
      for (const name of everyone) {
        await script.send(`${part}, to ${name} alone`, name);
      }
      await script.send(`${part} ends`);
      return (name) => [`${part} begins\nwith "two" lines`, `${part}, to ${name} alone`, `${part} ends`];
    };
    const before = await send("the network works");
    await forAll(followers, (follower) => heardAll(follower, before(follower.name)));

    followers.forEach(({ network }) => network.cut());
    const meanwhile = await send("the network is cut");
    await forAll(followers, triesInVain);
    followers.forEach(({ network }) => network.mend());
    const after = await send("the network works again");

    await forAll(followers, async (follower) => {
      await heardAll(follower, [before, meanwhile, after].flatMap((part) => part(follower.name)));
      await allAreHere(follower);
    });
  });
});

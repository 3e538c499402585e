import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually } from "../browser/support/eventually.js";
import { ASKING } from "./support/asking.js";
import { followWithAll, forAll } from "./support/everyone.js";
import { onStage } from "./support/shop.js";
import { TIMEOUT, told, triesInVain } from "./support/stage.js";

const NAMES = ["order", "shipped", "delivered", "cancelled"];
const CUSTOMER = ({ cookie, token }) => ({ names: NAMES, user: { cookie, token } });

/** The order that an update is about: the update is the order, or says which. */
const orderOf = ({ id, order }) => order ?? id;
const of = (order, ...names) => names.map((name) => ({ name, data: order }));

test("every client follows all orders of its user, also those of the time when it is cut off", TIMEOUT, () =>
  onStage(
    async ({ customer, follow }) => {
      const first = await customer.order(1);
      const followers = await followWithAll(follow, () => ["/api/events", CUSTOMER(customer)]);
      const toldAll = (expected) => forAll(followers, (follower) => told(follower, expected, orderOf));
      await toldAll(of(first, "order"));
      const second = await customer.order(2);
      await customer.cancel(first);
      const before = [...of(first, "order"), ...of(second, "order"), ...of(first, "cancelled")];
      await toldAll(before);

      followers.forEach(({ network }) => network.cut());
      const third = await customer.order(3);
      await customer.cancel(third);
      await forAll(followers, triesInVain);
      followers.forEach(({ network }) => network.mend());
      await customer.cancel(second);
      await toldAll([...before, ...of(third, "order", "cancelled"), ...of(second, "cancelled")]);
    },
    // Nothing is shipped.
    { SHOP_STEP_SECONDS: "3600" },
  ));

test("every client that follows an order is told its state first, and each change once", TIMEOUT, () =>
  onStage(
    async ({ customer, follow }) => {
      const order = await customer.order(1);
      const followers = await followWithAll(follow, () => [`/api/orders/${order}/events`, CUSTOMER(customer)]);
      await forAll(followers, async (follower) => {
        await eventually(async () => assert.ok((await follower.events()).length > 0));
        follower.network.cut();
      });
      await eventually(async () => assert.equal(await customer.statusOf(order), "delivered"));
      await forAll(followers, triesInVain);
      followers.forEach(({ network }) => network.mend());

      const life = ["packing", "shipped", "delivered"];
      await forAll(followers, async (follower) => {
        const [{ name, data }] = await follower.events();
        assert.equal(name, "order");
        const changes = life.slice(life.indexOf(JSON.parse(data).status) + 1);
        await told(follower, of(order, "order", ...changes), orderOf);
      });
    },
    { SHOP_STEP_SECONDS: "1" },
  ));

const QUESTION = { text: "Do you have ink, a notebook, a globe, or a pen?" };

test("an answer word by word comes whole to every client that can ask, and is asked for once", TIMEOUT, () =>
  onStage(
    async ({ customer, connect }) => {
      const network = await connect();
      const texts = await forAll(asking(network.url, customer), async ({ events, isWhole }) => {
        assert.equal(await isWhole, true);
        const done = events.pop();
        assert.deepEqual([done.name, JSON.parse(done.data)], ["done", { words: events.length }]);
        assert.ok(events.every(({ name }) => name === "word"));
        return events.map(({ data }) => JSON.parse(data).text).join("");
      });
      assert.match(texts[0], /Ink.* we have .* each\./);
      assert.deepEqual(texts, texts.map(() => texts[0]));
      assert.equal(network.passed, texts.length);
    },
    { SHOP_PACE_MS: "1" },
  ));

test("half an answer is not taken for a whole one, nor asked for again", TIMEOUT, () =>
  onStage(
    async ({ customer, connect }) => {
      const network = await connect();
      const asked = asking(network.url, customer);
      await forAll(asked, ({ events }) => eventually(() => assert.ok(events.length > 0)));
      network.cut();
      await forAll(asked, async ({ events, isWhole }) => {
        assert.equal(await isWhole, false);
        assert.ok(events.every(({ name }) => name === "word"));
      });
      assert.equal(network.refused, 0);
    },
    // So slow that no answer is over before the last one has begun.
    { SHOP_PACE_MS: "250" },
  ));

/** The clients that can ask, each having asked. */
function asking(url, user) {
  return Object.entries(ASKING).map(([name, ask]) => ({ name, ...ask(`${url}/api/answers`, QUESTION, user) }));
}

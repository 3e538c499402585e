import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { Server } from "../../browser/support/server.js";
import { onStageWith } from "./stage.js";

/** Somebody with an account, who speaks to the shop past any relay. */
class Customer {
  #url;

  static async of(url) {
    const credentials = { name: "Ada", password: "correct horse" };
    const customer = new Customer(url);
    await customer.#send("POST", "/accounts", credentials);
    const signedIn = await customer.#send("POST", "/session", credentials);
    customer.cookie = signedIn.headers.getSetCookie()[0].split(";")[0];
    customer.token = (await (await customer.#send("POST", "/tokens", credentials)).json()).token;
    return customer;
  }

  constructor(url) {
    this.#url = url;
  }

  /** Orders one of a product, and gives the order's number. */
  async order(product) {
    const placed = await this.#send("POST", "/orders", { lines: [{ product, quantity: 1 }] });
    return (await placed.json()).id;
  }

  cancel(order) {
    return this.#send("DELETE", `/orders/${order}`);
  }

  async statusOf(order) {
    return (await (await this.#send("GET", `/orders/${order}`)).json()).status;
  }

  async #send(method, path, body) {
    const headers = { "content-type": "application/json" };
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    const answer = await fetch(`${this.#url}/api${path}`, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer;
  }
}

/** Runs `play` with a shop that has a database of its own, a customer of it, and ways to reach it. */
export async function onStage(play, settings = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "shop-"));
  const server = new Server("shop", (port) => ({
    SHOP_ADDRESS: `127.0.0.1:${port}`,
    SHOP_DATABASE: path.join(folder, "shop.db"),
    SHOP_PHOTOS: path.join(folder, "photos"),
    ...settings,
  }));
  try {
    await onStageWith(server, async (stage) => play({ ...stage, customer: await Customer.of(server.url) }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

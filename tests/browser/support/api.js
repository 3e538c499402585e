import assert from "node:assert/strict";

/** A user without a page, who speaks to the server directly and so past a relay that is cut. */
export class ApiUser {
  #url;
  #cookie;

  static async signedIn(url, name) {
    const response = await post(`${url}/api/session`, { name });
    assert.equal(response.status, 201);
    const [cookie] = response.headers.getSetCookie();
    assert.match(cookie, /; *HttpOnly/i);
    return new ApiUser(url, cookie.split(";")[0]);
  }

  constructor(url, cookie) {
    this.#url = url;
    this.#cookie = cookie;
  }

  get cookie() {
    return this.#cookie;
  }

  async send(text, to = null) {
    const response = await post(`${this.#url}/api/messages`, { text, to }, { cookie: this.#cookie });
    assert.equal(response.status, 202, await response.text());
  }

  async connections() {
    const response = await fetch(`${this.#url}/api/connections`, { headers: { cookie: this.#cookie } });
    assert.equal(response.status, 200);
    return response.json();
  }
}

function post(url, body, headers = {}) {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

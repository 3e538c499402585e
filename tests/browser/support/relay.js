import { once } from "node:events";
import net from "node:net";

const BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** A network that can fail: it passes bytes between browsers and the server, whose process knows nothing of it. */
export class Relay {
  #port;
  #listener = net.createServer((socket) => this.#accept(socket));
  #sockets = new Set();
  /** What becomes of a new connection while the network is down; null while it works. */
  #refuse = null;
  /** How many connections were passed on. */
  passed = 0;
  /** How many connections were tried since the network failed. */
  refused = 0;

  static async to(port) {
    const relay = new Relay(port);
    relay.#listener.listen(0, "127.0.0.1");
    await once(relay.#listener, "listening");
    return relay;
  }

  constructor(port) {
    this.#port = port;
  }

  get url() {
    return `http://127.0.0.1:${this.#listener.address().port}`;
  }

  /** Resets every connection, and each new one until `mend`. */
  cut() {
    this.#fail((socket) => socket.resetAndDestroy());
  }

  /** Resets every connection, and answers new ones until `mend` as a proxy does that has lost its server. */
  loseServer() {
    this.#fail((socket) => socket.once("data", () => socket.end(BAD_GATEWAY)));
  }

  mend() {
    this.#refuse = null;
  }

  close() {
    this.cut();
    this.#listener.close();
  }

  #fail(refuse) {
    this.#refuse = refuse;
    this.refused = 0;
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
  }

  #accept(inbound) {
    if (this.#refuse !== null) {
      this.refused += 1;
      inbound.on("error", () => {});
      this.#refuse(inbound);
      return;
    }
    this.passed += 1;
    const outbound = net.connect(this.#port, "127.0.0.1");
    this.#join(inbound, outbound);
    this.#join(outbound, inbound);
  }

  #join(from, to) {
    this.#sockets.add(from);
    from.pipe(to);
    // Whatever ends one side ends the other by its close; an error says no more than that.
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

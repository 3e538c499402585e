import { once } from "node:events";
import net from "node:net";

/** A network that can be cut: it passes bytes between browsers and the server, whose process knows nothing of it. */
export class Relay {
  #listener;
  #sockets = new Set();
  #isCut = false;
  /** How many connections were tried during the cut. */
  refused = 0;

  static async to(port) {
    const relay = new Relay(port);
    relay.#listener.listen(0, "127.0.0.1");
    await once(relay.#listener, "listening");
    return relay;
  }

  constructor(port) {
    this.#listener = net.createServer((inbound) => {
      if (this.#isCut) {
        this.refused += 1;
        inbound.resetAndDestroy();
        return;
      }
      const outbound = net.connect(port, "127.0.0.1");
      this.#join(inbound, outbound);
      this.#join(outbound, inbound);
    });
  }

  get url() {
    return `http://127.0.0.1:${this.#listener.address().port}`;
  }

  /** Resets every connection, and each new one until `mend`. */
  cut() {
    this.#isCut = true;
    this.refused = 0;
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
  }

  mend() {
    this.#isCut = false;
  }

  close() {
    this.cut();
    this.#listener.close();
  }

  #join(from, to) {
    this.#sockets.add(from);
    from.pipe(to);
    // The other side learns of an ended connection by its own end; an error needs no answer beyond that.
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

// better-sse on Node's own HTTP server, with the same feeds and commands as `fanout-server`: `node server.js [--port 4000]`.

import { createServer } from "node:http";
import { createServer as createCommandServer } from "node:net";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createChannel, createSession } from "better-sse";

const { values } = parseArgs({ options: { port: { type: "string", default: "4000" } } });
const port = Number(values.port);
const channels = new Map();

function channel(feed) {
  if (!channels.has(feed)) channels.set(feed, createChannel());
  return channels.get(feed);
}

const events = createServer(async (request, response) => {
  const feed = request.url.match(/^\/feeds\/(\d+)$/)?.[1];
  if (feed === undefined) return response.writeHead(404).end();
  response.socket.setNoDelay(true);
  const session = await createSession(request, response);
  channel(Number(feed)).register(session);
});

/** Publishes as it is told on one connection. */
class Run {
  #plan;
  #published = 0;
  #allowed = 0;
  #due;
  #isScheduled = false;

  obey(line, socket) {
    const [command, ...values] = line.split(" ");
    if (command === "processes") {
      socket.write(`${process.pid}\n`);
    } else if (command === "start") {
      const [channels, bytes, nanoseconds] = values.map(Number);
      this.#plan = { channels, bytes, every: nanoseconds / 1e6 };
      [this.#published, this.#allowed] = [0, 0];
    } else if (command === "allow") {
      if (this.#published >= this.#allowed) this.#due = performance.now();
      this.#allowed = Number(values[0]);
      this.#schedule();
    }
  }

  #schedule() {
    if (this.#isScheduled || this.#published >= this.#allowed) return;
    this.#isScheduled = true;
    const pause = this.#due - performance.now();
    const next = () => {
      this.#isScheduled = false;
      this.#publish();
      this.#schedule();
    };
    if (pause > 0) setTimeout(next, pause);
    else setImmediate(next);
  }

  #publish() {
    const { channels, bytes, every } = this.#plan;
    const number = this.#published;
    for (let feed = 0; feed < channels; feed += 1) {
      const at = Math.trunc((performance.timeOrigin + performance.now()) * 1e6);
      const pad = "x".repeat(Math.max(0, bytes - 49));
      channel(feed).broadcast({ number, at, pad }, "tick", { eventId: String(number) });
    }
    this.#published += 1;
    this.#due += every;
  }
}

const commands = createCommandServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  const run = new Run();
  createInterface({ input: socket }).on("line", (line) => run.obey(line, socket));
});

events.listen({ port, host: "0.0.0.0", backlog: 4096 }, () => {
  commands.listen(port + 1, "127.0.0.1", () => console.log(`events on 0.0.0.0:${port}, commands on 127.0.0.1:${port + 1}`));
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "./eventually.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
const BINARY = path.join(TARGET, "debug", "notifications");

/** The example itself, as a process on a port of its own. A later start keeps the port and the sessions' key. */
export class Server {
  #process = null;
  #output = "";
  #port = 0;
  #sessionKey = "of the browser tests ".repeat(4);

  static async start() {
    const server = new Server();
    server.#port = await freePort();
    await server.start();
    return server;
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    const env = { ...process.env, PORT: String(this.#port), SESSION_KEY: this.#sessionKey };
    const started = spawn(BINARY, { env, stdio: ["ignore", "pipe", "pipe"] });
    const failed = once(started, "error").then(([error]) => Promise.reject(error));
    for (const output of [started.stdout, started.stderr]) {
      output.on("data", (text) => (this.#output += text));
    }
    this.#process = started;
    await Promise.race([eventually(() => this.#answers()), failed]);
  }

  /** Sends the signal and gives how the process ended and after how many milliseconds. */
  async stop(signal = "SIGKILL") {
    const stopping = this.#process;
    if (stopping === null || stopping.exitCode !== null || stopping.signalCode !== null) {
      return null;
    }
    const sent = performance.now();
    const ended = once(stopping, "exit");
    stopping.kill(signal);
    const [code, killedBy] = await ended;
    return { code, killedBy, ms: performance.now() - sent };
  }

  async #answers() {
    if (this.#process.exitCode !== null) {
      throw new Error(`${BINARY} ended with ${this.#process.exitCode}:\n${this.#output}`);
    }
    await fetch(this.url);
  }
}

/** A port that was free a moment ago; the test files run one after the other, so that they do not take each other's. */
async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

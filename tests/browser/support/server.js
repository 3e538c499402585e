import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "./eventually.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");

/** A program of the workspace, as a process on a port of its own. A later start keeps the port and the sessions' key. */
export class Server {
  #binary;
  #env;
  #process = null;
  #output = "";
  #port = 0;
  #sessionKey = "of the browser tests ".repeat(4);

  /** Of the program, by default the example itself; `env` gives what it is told besides, from the port that it gets. */
  constructor(program = "notifications", env = () => ({})) {
    this.#binary = path.join(TARGET, "debug", program);
    this.#env = env;
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    this.#port ||= await freePort();
    const env = { ...process.env, PORT: String(this.#port), SESSION_KEY: this.#sessionKey, ...this.#env(this.#port) };
    const started = spawn(this.#binary, { env, stdio: ["ignore", "pipe", "pipe"] });
    started.on("error", (error) => (this.#output += error.message));
    for (const output of [started.stdout, started.stderr]) {
      output.on("data", (text) => (this.#output += text));
    }
    this.#process = started;
    await eventually(() => hasEnded(started) || fetch(this.url));
    if (hasEnded(started)) {
      throw new Error(`${this.#binary} ended at once\n${this.#output}`);
    }
  }

  /** All that the process has printed so far, and those before it. */
  get output() {
    return this.#output;
  }

  /** Sends the signal and gives how the process ended and after how many milliseconds. */
  async stop(signal = "SIGKILL") {
    const stopping = this.#process;
    if (stopping === null || hasEnded(stopping)) {
      return null;
    }
    const sent = performance.now();
    const ended = once(stopping, "exit");
    stopping.kill(signal);
    const [code, killedBy] = await ended;
    return { code, killedBy, ms: performance.now() - sent };
  }
}

const hasEnded = (process) => process.exitCode !== null || process.signalCode !== null;

/** A port that was free a moment ago; the test files run one after the other, so that they do not take each other's. */
async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

import { eventually } from "./eventually.js";

const SWITCHES = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Headless, without its sandbox since that can't be had as root, and with a profile that is thrown away. */
export function launchBrowser() {
  return chromium.launch({ executablePath: findChromium(), args: SWITCHES, chromiumSandbox: false });
}

function findChromium() {
  if (process.env.CHROMIUM) {
    return process.env.CHROMIUM;
  }
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(isExecutable);
  if (found === undefined) {
    throw new Error("no Chromium on the PATH: install it, or name it in the variable CHROMIUM");
  }
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One person at the page, in a browser context and so with a session of their own. */
export class Visitor {
  static async open(browser, url) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const visitor = new Visitor(page);
    page.on("pageerror", (error) => visitor.pageErrors.push(error.message));
    await page.goto(url);
    await visitor.find("sign-in").waitFor();
    return visitor;
  }

  static async signedIn(browser, url, name) {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(name);
    await visitor.reaches("live");
    return visitor;
  }

  /** What the page's own script threw: nothing, in a test that passes. */
  pageErrors = [];

  constructor(page) {
    this.page = page;
  }

  find(testId) {
    return this.page.getByTestId(testId);
  }

  async signIn(name) {
    await this.find("name-input").fill(name);
    await this.find("sign-in-submit").click();
  }

  async reaches(state) {
    await this.page.locator(`[data-testid=status][data-state=${state}]`).waitFor();
  }

  /** Sends as a person does, and waits until the server has taken it. */
  async send(text, { to = "" } = {}) {
    await this.find("recipient").selectOption(to);
    await this.find("message-input").fill(text);
    await this.find("message-input").press("Enter");
    await eventually(async () => {
      if ((await this.find("message-input").inputValue()) !== "") {
        throw new Error(`not sent: ${await this.find("composer-error").textContent()}`);
      }
    });
  }

  messages() {
    return this.find("message-text").allTextContents();
  }

  people() {
    return this.find("person-name").allTextContents();
  }

  /** The kinds of the feed's notes: `reconnected`, `gap`. */
  notes() {
    return this.find("note").evaluateAll((notes) => notes.map((note) => note.dataset.kind));
  }
}

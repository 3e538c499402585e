// Signs a user in, follows the event stream and sends messages. What users wrote reaches the page through
// `textContent` alone, so that none of it is ever read as HTML.

const FEED_LIMIT = 500;
const FIRST_RETRY_MS = 1_000;
const SETTLED_AFTER_MS = 500;
const LONGEST_RETRY_MS = 30_000;

const STATES = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting" };

const GAPS = {
  restarted: "The server was restarted: messages from before may be missing here.",
  expired: "You were away for long: some older messages are no longer kept.",
  lagged: "This connection fell behind: some messages were skipped.",
  unknown: "Some messages may be missing here.",
};

const byId = (id) => document.getElementById(id);
const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** An answer outside 2xx, with the server's own explanation as its message. */
class Refused extends Error {
  constructor(status, problem) {
    super(Refused.#explain(problem) ?? `The server answered ${status}.`);
    this.status = status;
  }

  /** Each fault of an invalid request on its own line; else what the problem says itself. */
  static #explain(problem) {
    const faults = (problem?.errors ?? []).map(({ detail }) => detail);
    return faults.length > 0 ? faults.join("\n") : (problem?.detail ?? problem?.title);
  }
}

const needsSignIn = (error) => error instanceof Refused && error.status === 401;
const explain = (error) => (error instanceof Refused ? error.message : "The server can’t be reached. Try again.");

/** Gives the answer's JSON, or null where it has no body. Throws `Refused`, or a `TypeError` without a network. */
async function call(method, path, body) {
  const content = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...content });
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refused(response.status, answer);
  }
  return answer;
}

/**
 * The event stream. EventSource itself comes back when a stream ends or the network fails; a refusal (any answer
 * but 200) closes it for good, and then it is this class that asks why and opens another from the last id seen.
 */
class EventStream {
  #handlers;
  #source = null;
  #lastEventId = "";
  #failures = 0;
  #timer = null;
  #settling = null;

  /** `handlers` has `state(name)`, `signedOut()`, and a function an event name, which is given the event's data. */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  open() {
    const query = this.#lastEventId && `?${new URLSearchParams({ lastEventId: this.#lastEventId })}`;
    const source = new EventSource(`/api/events${query}`);
    this.#source = source;
    for (const name of ["message", "presence", "gap"]) {
      source.addEventListener(name, (event) => this.#receive(name, event));
    }
    // A full server answers with a stream that ends at once, so that one is live which does not.
    source.addEventListener("open", () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#isLive(), SETTLED_AFTER_MS);
    });
    source.addEventListener("error", () => {
      clearTimeout(this.#settling);
      this.#handlers.state("reconnecting");
      if (source.readyState === EventSource.CLOSED) {
        this.#afterRefusal();
      }
    });
  }

  /** Forgets where it was, too: the next user's stream begins anew. */
  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    this.#source?.close();
    this.#source = null;
    this.#lastEventId = "";
    this.#failures = 0;
  }

  #isLive() {
    clearTimeout(this.#settling);
    this.#failures = 0;
    this.#handlers.state("live");
  }

  #receive(name, event) {
    this.#lastEventId = event.lastEventId;
    this.#isLive();
    this.#handlers[name](JSON.parse(event.data));
  }

  async #afterRefusal() {
    const refused = this.#source;
    const error = await call("GET", "/api/session").then(() => null, (error) => error);
    if (this.#source !== refused) {
      return;
    }
    if (needsSignIn(error)) {
      this.#handlers.signedOut();
      return;
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2));
  }
}

/** The messages and notes, oldest first, scrolled to the newest unless the reader has scrolled away from it. */
class Feed {
  #log = byId("log");
  #list = byId("feed");
  #jump = byId("jump");

  constructor() {
    this.#log.addEventListener("scroll", () => this.#isAtEnd() && (this.#jump.hidden = true), { passive: true });
    this.#jump.addEventListener("click", () => this.#showNewest());
    new ResizeObserver(() => this.#jump.hidden && this.#showNewest()).observe(this.#log);
  }

  clear() {
    this.#list.replaceChildren();
    this.#jump.hidden = true;
  }

  message({ from, text, to, at }, me) {
    const item = fromTemplate("message-template");
    item.classList.toggle("private", to !== null);
    item.querySelector(".author").textContent = from === me ? "You" : from;
    item.querySelector(".text").textContent = text.replace(/\r\n?/g, "\n");
    if (to !== null) {
      const mark = item.querySelector(".direct");
      mark.textContent = to === me ? "to you" : `to ${to}`;
      mark.hidden = false;
    }
    paintAvatar(item.querySelector(".avatar"), from);
    setTime(item.querySelector("time"), new Date(at));
    this.#append(item);
  }

  /** A second note of one kind in a row only counts up, so that a quiet room is not filled with them. */
  note(kind, text) {
    const last = this.#list.lastElementChild;
    const repeats = last?.dataset.kind === kind && last.dataset.text === text;
    const item = repeats ? last : fromTemplate("note-template");
    const count = repeats ? Number(item.dataset.count) + 1 : 1;
    Object.assign(item.dataset, { kind, text, count });
    item.querySelector(".note-text").textContent = count > 1 ? `${text} (${count} times)` : text;
    setTime(item.querySelector("time"), new Date());
    if (!repeats) {
      this.#append(item);
    }
  }

  #append(item) {
    const follow = this.#isAtEnd();
    this.#list.append(item);
    while (this.#list.childElementCount > FEED_LIMIT) {
      this.#list.firstElementChild.remove();
    }
    if (follow) {
      this.#showNewest();
    } else {
      this.#jump.hidden = false;
    }
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight < 40;
  }

  #showNewest() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#jump.hidden = true;
  }
}

/** Who is connected, in the list and as the composer's recipients. */
class People {
  #list = byId("people");
  #recipients = byId("to");

  show(users, me) {
    byId("people-count").textContent = users.length;
    this.#showList(users, me);
    this.#offer(users.filter((name) => name !== me));
  }

  clear() {
    this.#recipients.value = "";
    this.show([], null);
  }

  /** Entries that stay are left in place, so that a screen reader is told of changes alone. */
  #showList(users, me) {
    const shown = new Map([...this.#list.children].map((item) => [item.dataset.name, item]));
    for (const [name, item] of shown) {
      if (!users.includes(name)) {
        item.remove();
      }
    }
    users.forEach((name, index) => {
      if (!shown.has(name)) {
        this.#list.insertBefore(this.#person(name, name === me), this.#list.children[index] ?? null);
      }
    });
  }

  #person(name, isMe) {
    const item = fromTemplate("person-template");
    item.dataset.name = name;
    item.querySelector(".person-name").textContent = name;
    item.querySelector(".you").hidden = !isMe;
    paintAvatar(item.querySelector(".avatar"), name);
    return item;
  }

  /** A recipient who has just left stays chosen: a private message must not become a public one by itself. */
  #offer(names) {
    const chosen = this.#recipients.value;
    const options = [new Option("Everyone", ""), ...names.map((name) => new Option(name, name))];
    if (chosen !== "" && !names.includes(chosen)) {
      options.push(new Option(`${chosen} (away)`, chosen));
    }
    this.#recipients.replaceChildren(...options);
    this.#recipients.value = chosen;
  }
}

function setTime(element, date) {
  element.dateTime = date.toISOString();
  element.title = date.toLocaleString();
  element.textContent = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** The first letter of the name on a colour that is always the same for that name. */
function paintAvatar(element, name) {
  const [first] = new Intl.Segmenter().segment(name.trim());
  const hue = [...name].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 360, 7);
  element.textContent = first?.segment.toUpperCase() ?? "";
  element.style.setProperty("--hue", hue);
}

/** The signed-in user's name. */
let me = null;

const feed = new Feed();
const people = new People();
const stream = new EventStream({
  state: showState,
  signedOut: () => leave("Your session has ended. Sign in again."),
  message: (message) => feed.message(message, me),
  presence: ({ users }) => people.show(users, me),
  gap: ({ reason }) => feed.note("gap", GAPS[reason] ?? GAPS.unknown),
});

function showState(state) {
  const status = byId("status");
  if (status.dataset.state === "reconnecting" && state === "live") {
    feed.note("reconnected", "Reconnected");
  }
  status.dataset.state = state;
  status.textContent = STATES[state];
}

function enter(name) {
  me = name;
  byId("me").textContent = name;
  byId("sign-in").hidden = true;
  byId("room").hidden = false;
  showState("connecting");
  stream.open();
  byId("text").focus();
}

/** Back to the sign-in, with a word on why if the user did not ask for it. */
function leave(notice = "") {
  me = null;
  stream.close();
  feed.clear();
  people.clear();
  byId("composer").reset();
  showError("composer-error", "");
  byId("room").hidden = true;
  byId("sign-in").hidden = false;
  byId("sign-in-notice").textContent = notice;
  byId("sign-in-notice").hidden = notice === "";
  byId("name").focus();
}

function showError(id, text) {
  const field = document.querySelector(`[aria-describedby~="${id}"]`);
  byId(id).textContent = text;
  field.setAttribute("aria-invalid", String(text !== ""));
}

/** Runs `action` on each submit of the form, one at a time: two messages sent in a hurry keep their order. */
function onSubmit(form, errorId, action) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    showError(errorId, "");
    try {
      await action(new FormData(form));
    } catch (error) {
      if (me !== null && needsSignIn(error)) {
        leave("Your session has ended. Sign in again.");
      } else {
        showError(errorId, explain(error));
      }
    } finally {
      busy = false;
    }
  });
}

onSubmit(byId("sign-in-form"), "name-error", async (fields) => {
  const session = await call("POST", "/api/session", { name: fields.get("name").trim() });
  byId("sign-in-form").reset();
  enter(session.name);
});

onSubmit(byId("composer"), "composer-error", async (fields) => {
  await call("POST", "/api/messages", { text: byId("text").value, to: fields.get("to") || null });
  byId("text").value = "";
});

byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
});

byId("sign-out").addEventListener("click", async () => {
  try {
    await call("DELETE", "/api/session");
    leave();
  } catch (error) {
    showError("composer-error", explain(error));
  }
});

try {
  enter((await call("GET", "/api/session")).name);
} catch (error) {
  leave(needsSignIn(error) ? "" : explain(error));
}

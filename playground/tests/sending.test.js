import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { article, press, type } from "./page.js";

/** @typedef {import("../src/worker-messages.d.ts").ToConsoleWorker} Message */

const REQUEST = { method: "POST", url: "https://api.example/users", headers: [], body: "" };
const FORM = {
  endpoint: "users",
  method: "POST",
  path: "/users",
  servers: [{ url: "https://api.example", description: "", variables: [] }],
  auth: {
    alternatives: [{ schemes: [{ name: "bearer", scopes: [] }] }],
    optional: false,
    schemes: [
      {
        ...{ name: "bearer", kind: "http", asks: "value", location: "header" },
        ...{ parameter: "Authorization", prefix: "Bearer ", description: "", placeholder: "" },
        ...{ flows: {}, openIdConnectUrl: "" },
      },
    ],
  },
  sections: [],
  bodies: [],
  examples: [],
  values: {},
  languages: [{ id: "curl", title: "curl" }],
  responses: [{ status: "200", description: "", mediaTypes: [] }],
};
const PREVIEW = {
  ...{ request: REQUEST, shown: REQUEST, origin: "https://api.example", authenticated: true },
  ...{ snippets: { curl: "curl" }, objections: [], obstacles: [], relay: false },
};
const RESPONSE = {
  shown: REQUEST,
  answer: { status: 200, headers: [], body: "", seconds: 0.1, url: REQUEST.url },
  judged: {
    judgement: { fields: [], undocumented: [], problems: [] },
    body: { status: "OK", mediaType: "", charset: "", kind: "empty", filename: "", problems: [] },
    outcome: "matches",
    words: "It matches.",
  },
};

/** What the console asked of its worker. @type {any[]} */
let asked = [];
/** What came of sending; nothing while it is on its way. @type {any} */
let sent = RESPONSE;
/** What bridge operations give. @type {Record<string, (argument: any) => object>} */
const OPERATIONS = {
  open: () => FORM,
  prepare: ({ values: { server } }) =>
    URL.canParse(server)
      ? { ...PREVIEW, origin: new URL(server).origin }
      : { error: { code: "request", message: "The base URL is no address." } },
  mock: () => RESPONSE,
};

/** The console's worker, without Python: it gives what the bridge would. */
class Worker {
  /** @type {(event: { data: any }) => void} */
  onmessage = () => {};

  /** @param {any} message */
  postMessage(message) {
    asked.push(message);
    const { kind, id, operation, argument } = message;
    /** @param {any} data */
    const tell = (data) => queueMicrotask(() => this.onmessage({ data }));
    if (kind === "start") tell({ kind: "ready" });
    if (kind === "call") {
      const given = OPERATIONS[operation](JSON.parse(argument));
      tell({ kind: "result", id, value: JSON.stringify(given) });
    }
    if (kind === "exchange" && sent)
      tell({ kind: "result", id, value: { result: sent, bytes: new Uint8Array() } });
  }

  terminate() {}
}
Object.assign(globalThis, {
  Worker,
  TRYFIELD_FILES: { "console-worker.js": { version: "0", bytes: 0 } },
});
const { openConsole } = await import("../src/console.js");
const { credentialStore } = await import("../src/credential-store.js");
const { preferences } = await import("../src/preferences.js");

beforeEach(() => {
  asked = [];
  sent = RESPONSE;
  credentialStore.forget("https://api.example bearer");
  preferences.set("https://api.example server", "server 0");
});

/** @param {object} [settings] @returns {Promise<HTMLElement>} the open console */
async function opened(settings = {}) {
  const page = article("<tryfield-console></tryfield-console>");
  const host = /** @type {HTMLElement} */ (page.firstElementChild);
  host.dataset.settings = JSON.stringify({ python: false, ...settings });
  host.dataset.endpoint = "users";
  const panel = document.createElement("div");
  host.append(panel);
  openConsole(host, panel, "{}", false);
  await until(() => panel.dataset.ready);
  return panel;
}

/** @template T @param {() => T} condition @returns {Promise<NonNullable<T>>} */
async function until(condition) {
  for (let turn = 0; turn < 400; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const found = condition();
    if (found) return found;
  }
  throw new Error(`It never came: ${condition}`);
}

/** @param {ParentNode} within @param {string} text */
const button = (within, text) =>
  [...within.querySelectorAll("button")].find((one) => one.textContent === text) ?? null;
/** @param {HTMLElement} panel */
const live = (panel) => panel.querySelector("[aria-live]")?.textContent ?? "";
const exchanges = () => asked.filter(({ kind }) => kind === "exchange");
const dialog = () => until(() => document.querySelector("dialog"));

test("Send says what came, and the button sends again", async () => {
  const panel = await opened();

  press(button(panel, "Send"));
  await until(() => live(panel));

  assert.equal(live(panel), "200 OK. It matches.");
  assert.equal(exchanges().length, 1);
  assert.ok(button(panel, "Send"));
});

test("a second press of the button cancels what is on its way, and sends nothing else", async () => {
  sent = undefined;
  const panel = await opened();

  press(button(panel, "Send"));
  press(await until(() => button(panel, "Cancel")));

  const [{ id }] = exchanges();
  assert.deepEqual(asked.at(-1), { kind: "cancel", id });
  assert.equal(exchanges().length, 1);
});

test("a credential goes to another origin than its own only when the reader says so", async () => {
  const panel = await opened();
  type(panel.querySelector('input[type="password"]'), "t0ken");
  const server = /** @type {HTMLSelectElement} */ (panel.querySelector("select"));
  server.value = "own";
  server.dispatchEvent(new Event("change", { bubbles: true }));
  type(panel.querySelector('input[type="url"]'), "https://other.example");

  press(button(panel, "Send"));
  const question = await dialog();
  assert.match(
    question.textContent ?? "",
    /entered for https:\/\/api\.example.*https:\/\/other\.example/,
  );
  assert.equal(exchanges().length, 0);
  press(button(question, "Send without it"));
  await until(() => exchanges().length);

  const { values } = JSON.parse(exchanges()[0].argument);
  assert.equal(values.server, "https://other.example");
  assert.deepEqual(values.credentials, {});
});

test("a method that changes data is asked about where the author wants that", async () => {
  const panel = await opened({ confirm: true });

  press(button(panel, "Send"));
  const question = await dialog();
  press(button(question, "Cancel"));
  await until(() => !document.querySelector("dialog"));
  assert.equal(exchanges().length, 0);

  press(button(panel, "Send"));
  press(button(await dialog(), "Send"));
  await until(() => exchanges().length);
});

test("Mock sends nothing and asks nothing", async () => {
  const panel = await opened({ confirm: true });
  const server = /** @type {HTMLSelectElement} */ (panel.querySelector("select"));
  server.value = "mock";
  server.dispatchEvent(new Event("change", { bubbles: true }));

  press(button(panel, "Send"));
  await until(() => live(panel));

  assert.deepEqual(exchanges(), []);
  assert.ok(asked.some(({ operation }) => operation === "mock"));
});

test("a failure is said with what is known of it, as text", async () => {
  sent = {
    shown: REQUEST,
    advice: {
      ...{ code: "cors", title: "The <b>API</b> refused it.", curl: "curl x", probe: [] },
      ...{ known: ["It can be reached."], unknown: [], advice: [] },
    },
  };
  const panel = await opened();

  press(button(panel, "Send"));
  await until(() => live(panel));

  assert.match(panel.textContent ?? "", /The <b>API<\/b> refused it\..*It can be reached\./s);
  assert.equal(panel.querySelector("b"), null);
});

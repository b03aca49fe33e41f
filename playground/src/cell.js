/**
 * Runnable code blocks of a page: one interpreter and one namespace for all of them.
 */

import { originOf, sendCodeRequest } from "./code-requests.js";
import { Runner } from "./code-runner.js";
import { confirmed } from "./confirm-dialog.js";
import { credentialStore } from "./credential-store.js";
import { fill, h, unique } from "./dom.js";
import { DEFAULT_TIMEOUT } from "./endpoint.js";
import { t } from "./i18n.js";
import { RunnableCodePart } from "./parts/runnable-code.js";
import { runtime } from "./python-runtime.js";

/** The namespace of the page that is open. @type {{ page: string, runner: Runner } | undefined} */
let current;
/** Whether calls of the open page go to the API: the reader says so on each page anew. */
let real = false;
/** Where it is said, in each cell that is open. @type {Set<HTMLSelectElement>} */
const choices = new Set();
/** Whether the worker knows what the site documents. */
let learned = false;

function runnerOfPage() {
  const page = location.pathname;
  if (current?.page !== page) {
    current?.runner.close();
    current = { page, runner: new Runner() };
    real = false;
  }
  return current.runner;
}

/** Tell the worker what the site documents, so that calls can be answered and judged. */
async function learn() {
  await runtime.start();
  const response = await fetch(new URL("../../openapi.json", import.meta.url));
  if (response.ok) await runtime.call("learn", { document: await response.text() });
  learned = true;
}
runtime.addEventListener("change", () => (learned &&= runtime.state === "ready"));

/**
 * @param {string} text
 * @param {import("./console-settings.d.ts").Settings} settings
 * @param {HTMLElement} panel  where questions stand
 */
async function send(text, settings, panel) {
  if (!learned) await learn();
  const request = JSON.parse(text);
  const mock = !real;
  const { method, url } = request;
  if (!mock && !(await confirmed(panel, settings.confirm, method, originOf(url))))
    throw new Error(t("cancelled"));
  const values = { credentials: credentialStore.typedFor(originOf(request.url)) };
  return JSON.stringify(
    await sendCodeRequest(
      { request, values, mock },
      {
        relay: settings.relay ?? "",
        relayed: settings.relay_always === true,
        timeout: settings.timeout ?? DEFAULT_TIMEOUT,
      },
      learn,
    ),
  );
}

/**
 * Turn a code block into one that runs.
 * @param {HTMLElement} host   the `<tryfield-cell>`
 * @param {HTMLElement} panel  what stands below the code
 * @param {boolean} run  the reader asked for that already
 */
export async function openCell(host, panel, run) {
  const settings = JSON.parse(host.dataset.settings || "{}");
  const shown = host.querySelector(".highlight, pre");
  const source = host.querySelector("code")?.textContent ?? "";
  const id = unique("responses");
  const responses = h(
    "select",
    { id },
    h("option", { value: "documented" }, t("responsesDocumented")),
    h("option", { value: "real" }, t("responsesReal")),
  );
  const runner = runnerOfPage();
  responses.value = real ? "real" : "documented";
  responses.addEventListener("change", () => {
    real = responses.value === "real";
    for (const other of choices) if (other !== responses) other.value = responses.value;
  });
  choices.add(responses);
  const part = new RunnableCodePart({
    code: source.replace(/\n$/, ""),
    runner,
    send: (text) => send(text, settings, panel),
    names: () => [],
    more: [
      h("span", { class: "tryfield-console-end" }),
      h("label", { for: id, class: "tryfield-console-hint" }, t("responses")),
      responses,
    ],
  });
  await part.open();
  if (shown instanceof HTMLElement) shown.hidden = true;
  fill(panel, part.element);
  if (run) part.run();
  else part.focus();
  return {
    close() {
      choices.delete(responses);
      part.close();
      if (shown instanceof HTMLElement) shown.hidden = false;
      runner.close();
    },
  };
}

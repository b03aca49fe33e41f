/**
 * Runnable code blocks of a page: one interpreter and one namespace for all of them.
 */

import { originOf, sendCodeRequest } from "./code-requests.js";
import { Runner } from "./code-runner.js";
import { credentialStore } from "./credential-store.js";
import { fill, h, unique } from "./dom.js";
import { DEFAULT_TIMEOUT } from "./endpoint.js";
import { t } from "./i18n.js";
import { RunnableCodePart } from "./parts/runnable-code.js";
import { preferences } from "./preferences.js";
import { runtime } from "./python-runtime.js";

/** The namespace of the page that is open. @type {{ page: string, runner: Runner } | undefined} */
let current;
/** Whether the worker knows what the site documents. */
let learned = false;

function runnerOfPage() {
  const page = location.pathname;
  if (current?.page !== page) {
    current?.runner.close();
    current = { page, runner: new Runner() };
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

/** @param {string} text @param {{ relay?: string, relay_always?: boolean, timeout?: number }} settings */
async function send(text, settings) {
  if (!learned) await learn();
  const request = JSON.parse(text);
  const mock = preferences.get("cells") !== "real";
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
  responses.value = preferences.get("cells") === "real" ? "real" : "documented";
  responses.addEventListener("change", () => preferences.set("cells", responses.value));
  const runner = runnerOfPage();
  const part = new RunnableCodePart({
    code: source.replace(/\n$/, ""),
    runner,
    send: (text) => send(text, settings),
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
      part.close();
      if (shown instanceof HTMLElement) shown.hidden = false;
      runner.close();
    },
  };
}

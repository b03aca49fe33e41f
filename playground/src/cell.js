/**
 * Runnable code blocks of a page: one interpreter and one namespace for all of them.
 */
import { fill, h, unique } from "./dom.js";
import { CodePart } from "./parts/code.js";
import { carry, originOf } from "./parts/python.js";
import { Runner } from "./runner.js";
import { runtime } from "./runtime.js";
import { session } from "./session.js";
import { t } from "./words.js";

/** The namespace of the page that is open. @type {{ page: string, runner: Runner } | undefined} */
let current;
/** Whether the worker knows what the site documents. */
let learnt = false;

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
  learnt = true;
}
runtime.addEventListener("change", () => (learnt &&= runtime.state === "ready"));

/** @param {string} text @param {{ relay?: string, timeout?: number }} settings */
async function send(text, settings) {
  if (!learnt) await learn();
  const request = JSON.parse(text);
  const mock = session.choice("cells") !== "real";
  const values = { credentials: session.typedFor(originOf(request.url)) };
  return JSON.stringify(await carry({ request, values, mock }, { relay: settings.relay ?? "", timeout: settings.timeout ?? 30_000 }, learn));
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
  const id = unique("answers");
  const answers = h("select", { id }, h("option", { value: "documented" }, t("answersDocumented")), h("option", { value: "real" }, t("answersReal")));
  answers.value = session.choice("cells") === "real" ? "real" : "documented";
  answers.addEventListener("change", () => session.choose("cells", answers.value));
  const runner = runnerOfPage();
  const part = new CodePart({ code: source.replace(/\n$/, ""), runner, send: (text) => send(text, settings), names: () => [], more: [h("span", { class: "tryfield-console-end" }), h("label", { for: id, class: "tryfield-console-hint" }, t("answers")), answers] });
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

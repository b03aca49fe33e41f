/**
 * Python code with its editor, Run, Stop, and what it printed: of an endpoint, or of a page's cell.
 */

import { Stopped } from "../code-runner.js";
import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { address } from "../runtime-files.js";

/** @typedef {ReturnType<typeof import("../python-editor.js").createEditor>} Editor */
/** @typedef {import("../code-runner.js").Runner} Runner */

/** Lines of output that are kept. */
const MOST = 2000;
const KEYS = /Mac|iP/.test(navigator.platform) ? "⌘ Enter" : "Ctrl Enter";

/** @returns {Promise<typeof import("../python-editor.js")>} */
const load = () => import(address("python-editor.js"));

export class RunnableCodePart {
  #host = h("div", { class: "tryfield-console-editor" });
  #run = button(t("run"), () => (this.#busy ? this.#stop() : this.run()), {
    class: "tryfield-console-run",
  });
  #state = h("span", { class: "tryfield-console-hint", role: "status" });
  #output = h("pre", {
    class: "tryfield-console-output",
    tabindex: 0,
    hidden: true,
    role: "log",
    "aria-label": t("output"),
  });
  tools = h("div", { class: "tryfield-console-row tryfield-console-tools" });
  element = h("div", {}, this.#host, this.tools, this.#output);
  /** @type {Editor | undefined} */
  #editor;
  #busy = false;
  /** Which run this is, of all in this tab. */
  id = "";

  /**
   * @param {object} options
   * @param {string} options.code
   * @param {Runner} options.runner
   * @param {(request: string) => Promise<string>} options.send  what `bridge.carry` gives
   * @param {() => { label: string, detail: string }[]} options.names
   * @param {HTMLElement[]} [options.more]  what else stands beside Run
   */
  constructor({ code, runner, send, names, more = [] }) {
    this.runner = runner;
    this.send = send;
    this.names = names;
    this.#code = code;
    this.tools.append(
      this.#run,
      h("span", { class: "tryfield-console-hint" }, t("runs", { key: KEYS })),
      this.#state,
      ...more,
    );
    // Ctrl+Enter here runs the code, and sends no form.
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.stopPropagation();
    });
  }

  #code;

  /** Draw the editor; fulfilled when it can be typed in. */
  async open() {
    const { createEditor } = await load();
    this.#editor ??= createEditor(this.#host, {
      code: this.#code,
      label: t("codeEditor"),
      names: this.names,
      run: () => this.run(),
    });
  }

  get code() {
    return this.#editor?.code ?? this.#code;
  }

  set code(text) {
    this.#code = text;
    if (this.#editor) this.#editor.code = text;
  }

  focus() {
    this.#editor?.focus();
  }

  close() {
    this.#editor?.destroy();
  }

  async run() {
    if (this.runner.running) return;
    this.#busy = true;
    this.id = String(Date.now());
    this.#run.textContent = t("stop");
    this.#run.dataset.pending = "yes";
    this.#state.textContent = t("running");
    fill(this.#output);
    this.#output.hidden = true;
    try {
      const failed = await this.runner.run(this.code, {
        output: (text, error) => this.#print(text, error),
        send: this.send,
      });
      this.#state.textContent = t(failed ? "ranFailed" : "ranThrough");
    } catch (error) {
      const words =
        error instanceof Stopped
          ? t("stopped")
          : t("startFailed", { reason: error instanceof Error ? error.message : String(error) });
      this.#state.textContent = words;
    } finally {
      this.#busy = false;
      this.#run.textContent = t("run");
      delete this.#run.dataset.pending;
    }
  }

  #stop() {
    this.runner.stop();
  }

  /** @param {string} text @param {boolean} error */
  #print(text, error) {
    this.#output.hidden = false;
    const last = this.#output.lastElementChild;
    if (last instanceof HTMLElement && last.hasAttribute("data-tone") === error) last.append(text);
    else this.#output.append(h("span", { "data-tone": error && "bad" }, text));
    while (this.#output.childElementCount > MOST) this.#output.firstElementChild?.remove();
    this.#output.scrollTop = this.#output.scrollHeight;
  }
}

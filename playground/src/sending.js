/**
 * The conversation of a console with its worker: ask the reader, send or cancel, show what came.
 */
import { AnswerPart } from "./parts/answer.js";
import { ask } from "./ask.js";
import { Refusal } from "./endpoint.js";
import { bringUp, h } from "./dom.js";
import { past } from "./past.js";
import { t } from "./words.js";

/** @typedef {import("./endpoint.js").Endpoint} Endpoint */
/** @typedef {import("./settings.d.ts").Settings} Settings */

/**
 * What the reader has filled in.
 * @typedef {object} Filled
 * @property {import("./parts/server.js").ServerPart} server
 * @property {import("./parts/auth.js").AuthPart} auth
 * @property {import("./parts/before.js").BeforePart} before
 * @property {import("./parts/past.js").PastPart} past
 * @property {(credentials: boolean) => Record<string, any>} values  for the bridge
 */

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "QUERY", "TRACE"]);
const TIMEOUT = 30_000;

export class Sending {
  button = h("button", { type: "button", class: "tryfield-console-send" }, t("send"));
  answer = new AnswerPart();
  live = h("div", { class: "tryfield-console-unseen", role: "status", "aria-live": "polite" });
  /** Nothing can be sent before it is there. @type {Filled | undefined} */
  filled;
  /** @type {(() => void) | undefined} */
  #cancel;
  #asking = false;
  #closed = false;

  /**
   * @param {HTMLElement} panel  where questions stand
   * @param {Endpoint} endpoint
   * @param {Settings} settings
   * @param {import("./marks.js").Marks} marks
   */
  constructor(panel, endpoint, settings, marks) {
    this.panel = panel;
    this.endpoint = endpoint;
    this.settings = settings;
    this.marks = marks;
    this.button.addEventListener("click", () => (this.#cancel ? this.#cancel() : this.send()));
  }

  get relay() {
    return this.settings.relay ?? "";
  }

  get timeout() {
    return this.settings.timeout ?? TIMEOUT;
  }

  close() {
    this.#closed = true;
    this.#cancel?.();
  }

  /** Send what is filled in, unless something is on its way. */
  async send() {
    const { filled } = this;
    if (!filled || this.#cancel || this.#asking) return;
    // Said anew even where the same comes again.
    this.live.textContent = "";
    const { server } = filled;
    if (!server.check()) return this.answer.refuse(t("noUrl"), "");
    this.#asking = true;
    const ready = await this.#ready(filled).finally(() => (this.#asking = false));
    if (!ready) return;
    const { values, origin } = ready;
    this.marks.clear();
    const { mock, drift, status } = server;
    const pending = this.endpoint.send(values, { relay: this.relay, timeout: this.timeout, origin, mock, drift, status, piece: (piece) => this.answer.progress(piece) });
    this.#cancel = () => pending.cancel();
    this.button.textContent = t("cancel");
    this.button.dataset.pending = "yes";
    this.answer.wait(mock ? t("mockShort") : origin);
    try {
      const outcome = await pending.result.finally(() => this.#settle());
      past.keep(this.endpoint.id, values, outcome);
      if (!this.#closed) await this.#show(outcome, filled);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.answer.refuse(message, error instanceof Refusal ? error.curl : "");
      this.live.textContent = message;
    }
  }

  /**
   * Whether the reader agrees to a method that changes data, where the author wants that asked.
   * @param {string} method
   * @param {string} host
   */
  async confirmed(method, host) {
    const { confirm } = this.settings;
    const asked = Array.isArray(confirm) ? confirm.map((one) => one.toUpperCase()).includes(method) : confirm === true && !SAFE.has(method);
    return !asked || Boolean(await ask(this.panel, t("destructive", { method, host }), [["send", t("send")]]));
  }

  /** What to send, with the bar and the code saying the same; null when the reader would rather not. @param {Filled} filled */
  async #ready(filled) {
    const agreed = await this.#agreed(filled);
    if (agreed) await filled.before.settle(agreed.values, this.relay, filled.server.mock);
    return agreed;
  }

  /** Ask what has to be asked. @param {Filled} filled */
  async #agreed({ server, auth, values }) {
    if (server.mock) return { values: values(true), origin: "" };
    const origin = await server.origin();
    // The bridge says why there is none.
    if (!origin) return { values: values(false), origin };
    await auth.settle(origin);
    const [old] = auth.foreign(origin);
    if (old) {
      const chosen = await ask(this.panel, t("otherOrigin", { old, new: origin }), [["there", t("sendThere")], ["without", t("sendWithout")]]);
      if (!chosen) return null;
      if (chosen === "there") auth.move(origin);
    }
    if (!(await this.confirmed(this.endpoint.method, origin))) return null;
    return { values: { ...values(false), credentials: auth.typedFor(origin) }, origin };
  }

  #settle() {
    this.#cancel = undefined;
    this.button.textContent = t("send");
    delete this.button.dataset.pending;
  }

  /** @param {import("./endpoint.js").Outcome} outcome @param {Filled} filled */
  async #show(outcome, filled) {
    filled.past.draw();
    if (outcome.judged) this.marks.show(outcome.judged.judgement, (pointer) => this.answer.reveal(pointer));
    this.live.textContent = outcome.words;
    await this.answer.show(outcome, { endpoint: this.endpoint, marks: this.marks, settings: this.settings });
    bringUp(this.answer.element, this.button.parentElement?.offsetHeight);
  }
}

/**
 * The conversation of a console with its worker: ask the reader, send or cancel, show what came.
 */

import { confirmDialog, confirmed } from "./confirm-dialog.js";
import { h, scrollIntoView } from "./dom.js";
import { DEFAULT_TIMEOUT, Refusal } from "./endpoint.js";
import { t } from "./i18n.js";
import { ResponsePart } from "./parts/response.js";
import { requestHistory } from "./request-history.js";

/** @typedef {import("./endpoint.js").Endpoint} Endpoint */
/** @typedef {import("./console-settings.d.ts").Settings} Settings */

/**
 * What the reader has filled in.
 * @typedef {object} Filled
 * @property {import("./parts/server-select.js").ServerSelectPart} server
 * @property {import("./parts/authorization.js").AuthorizationPart} auth
 * @property {import("./parts/request-preview.js").RequestPreviewPart} preview
 * @property {import("./request-history.js").HistoryPart} history
 * @property {(names: readonly string[]) => void} leaveOut  headers, of what is sent
 * @property {(credentials: boolean) => Record<string, any>} values  for the bridge
 */

export class Sending {
  button = h("button", { type: "button", class: "tryfield-console-send" }, t("send"));
  response = new ResponsePart();
  live = h("div", {
    class: "tryfield-console-visually-hidden",
    role: "status",
    "aria-live": "polite",
  });
  /** @type {Filled | undefined} */
  #filled;
  /** @type {(() => void) | undefined} */
  #cancel;
  #asking = false;
  /** Send was pressed before the form was there. */
  #wanted = false;
  #closed = false;

  /**
   * @param {HTMLElement} panel  where questions stand
   * @param {Endpoint} endpoint
   * @param {Settings} settings
   * @param {import("./verdict-marks.js").VerdictMarks} marks
   */
  constructor(panel, endpoint, settings, marks) {
    this.panel = panel;
    this.endpoint = endpoint;
    this.settings = settings;
    this.marks = marks;
    this.button.addEventListener("click", () => (this.#cancel ? this.#cancel() : this.send()));
  }

  /** Nothing can be sent before it is there; what was asked for earlier is sent then. */
  get filled() {
    return this.#filled;
  }

  set filled(filled) {
    this.#filled = filled;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.send();
  }

  get relay() {
    return this.settings.relay ?? "";
  }

  get timeout() {
    return this.settings.timeout ?? DEFAULT_TIMEOUT;
  }

  close() {
    this.#closed = true;
    this.#cancel?.();
  }

  /**
   * Send what is filled in, unless something is on its way.
   * @param {object} [how]
   * @param {boolean} [how.relayed]  through the relay, whatever the reader has chosen
   * @param {"without" | "with"} [how.redirect]  follow a redirection without or with an API key
   */
  async send({ relayed = false, redirect } = {}) {
    const { filled } = this;
    if (!filled) {
      this.#wanted = true;
      this.live.textContent = t("willSend");
      return;
    }
    if (this.#cancel || this.#asking) return;
    // Said anew even where the same comes again.
    this.live.textContent = "";
    const { server } = filled;
    if (!server.check()) return this.#refuse(t("noUrl"), "");
    this.#asking = true;
    const ready = await this.#ready(filled).finally(() => (this.#asking = false));
    if (!ready) return;
    const { values, origin } = ready;
    this.marks.clear();
    const { mock, drift, status } = server;
    const pending = this.endpoint.send(values, {
      relay: this.relay,
      relayed: relayed || server.relayed,
      timeout: this.timeout,
      redirect,
      origin,
      mock,
      drift,
      status,
      onProgress: (progress) => this.response.progress(progress),
    });
    this.#cancel = () => pending.cancel();
    this.button.textContent = t("cancel");
    this.button.dataset.pending = "yes";
    this.response.wait(mock ? t("mockShort") : origin);
    try {
      const result = await pending.result.finally(() => this.#settle());
      requestHistory.keep(this.endpoint.id, values, result);
      if (!this.#closed) await this.#show(result, filled);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof Refusal) this.#refuse(message, error.curl, error.dropped);
      else this.#refuse(message, "");
    }
  }

  /**
   * Whether the reader agrees to a method that changes data, where the author wants that asked.
   * @param {string} method
   * @param {string} host
   */
  confirmed(method, host) {
    return confirmed(this.panel, this.settings.confirm, method, host);
  }

  /** What to send, with the bar and the code saying the same; null when the reader would rather not. @param {Filled} filled */
  async #ready(filled) {
    const agreed = await this.#agreed(filled);
    if (agreed) await filled.preview.showNow(agreed.values, this.relay, filled.server.mock);
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
      const chosen = await confirmDialog(this.panel, t("otherOrigin", { old, new: origin }), [
        ["there", t("sendThere")],
        ["without", t("sendWithout")],
      ]);
      if (!chosen) return null;
      if (chosen === "there") auth.move(origin);
    }
    if (!(await this.confirmed(this.endpoint.method, origin))) return null;
    return { values: { ...values(false), credentials: auth.typedFor(origin) }, origin };
  }

  /**
   * Nothing was sent, or nothing came: why, where the reader sees it.
   * @param {string} message
   * @param {string} curl
   * @param {readonly string[]} [dropped]  headers that a browser leaves out anyway
   */
  #refuse(message, curl, dropped = []) {
    const without = dropped.length > 0 && {
      text: t("sendWithoutHeaders", { names: dropped.join(", ") }),
      act: () => {
        this.#filled?.leaveOut(dropped);
        this.send();
      },
    };
    this.response.refuse(message, curl, without);
    this.live.textContent = message;
    this.#bringIntoSight();
  }

  #bringIntoSight() {
    scrollIntoView(this.response.element, this.button.parentElement?.offsetHeight);
  }

  #settle() {
    this.#cancel = undefined;
    this.button.textContent = t("send");
    delete this.button.dataset.pending;
  }

  /** @param {import("./endpoint.js").SendResult} result @param {Filled} filled */
  async #show(result, filled) {
    filled.history.draw();
    if (result.judged)
      this.marks.show(result.judged.judgement, (pointer) => this.response.reveal(pointer));
    this.live.textContent = result.summary;
    await this.response.show(result, {
      endpoint: this.endpoint,
      marks: this.marks,
      settings: this.settings,
      sendRelayed: () => this.send({ relayed: true }),
      follow: (redirect) => this.send({ redirect }),
    });
    this.#bringIntoSight();
  }
}

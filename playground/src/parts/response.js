/**
 * What came back: the response with its verdicts, or why there is none.
 */
import { decodeText } from "../bytes.js";
import { button, copy, fill, h, save } from "../dom.js";
import { t } from "../i18n.js";
import { preferences } from "../preferences.js";
import { bodyView, size, textView } from "./response-body.js";
import { Tabs } from "./tabs.js";
import { checkTable } from "./verdict-table.js";

/** @typedef {import("../endpoint.js").SendResult} SendResult */
/** @typedef {import("../endpoint.js").Endpoint} Endpoint */
/** @typedef {import("../verdict-marks.js").VerdictMarks} VerdictMarks */
/** @typedef {import("../console-settings.d.ts").Settings} Settings */
/** @typedef {{ endpoint: Endpoint, marks: VerdictMarks, settings: Settings, sendRelayed?: () => void, follow?: (redirect: "without" | "with") => void }} Context */

/** Milliseconds after which we say that it takes long. */
const SLOW = 3200;
/** Characters of a stream that are shown while it runs. */
const PIECES = 50_000;
const TONES = { matches: "good", differs: "bad", undocumented: "warn", unchecked: "" };

export class ResponsePart {
  element = h("section", {
    class: "tryfield-console-part tryfield-console-response",
    hidden: true,
    "aria-label": t("response"),
  });
  #timer = 0;
  /** @type {Tabs | undefined} */
  #tabs;
  /** @type {import("../json-viewer.js").JsonViewer | undefined} */
  #viewer;
  /** @type {{ words: HTMLElement, pre: HTMLElement } | undefined} */
  #stream;

  /** @param {string} host */
  wait(host) {
    this.#clear();
    const words = h("p", { class: "tryfield-console-hint" }, t("waiting", { host }));
    this.#stream = { words, pre: h("pre", { tabindex: 0, "aria-label": t("response") }) };
    fill(
      this.element,
      words,
      h("progress", { class: "tryfield-console-progress", "aria-label": t("waiting", { host }) }),
    );
    this.#timer = window.setTimeout(() => words.append(" · ", t("slow")), SLOW);
  }

  /** Part of a response has come. @param {import("../worker-messages.d.ts").ResponseProgress} progress */
  progress({ bytes, text }) {
    if (!this.#stream) return;
    const { words, pre } = this.#stream;
    words.textContent = t("received", { size: size(bytes) });
    if (!text) return;
    if (!pre.isConnected) this.element.append(pre);
    // Only the end of a long stream is kept in sight; all of it is in the response.
    pre.textContent = ((pre.textContent ?? "") + text).slice(-PIECES);
    pre.scrollTop = pre.scrollHeight;
  }

  /**
   * Something is wrong before anything was sent.
   * @param {string} message
   * @param {string} curl
   * @param {false | { text: string, act: () => void }} [offer]  a way to send it nevertheless
   */
  refuse(message, curl, offer = false) {
    this.#clear();
    fill(
      this.element,
      h("div", { class: "tryfield-console-advice", "data-kind": "bad" }, h("p", {}, message)),
      offer && h("p", {}, button(offer.text, offer.act)),
      this.#curl(t("relayMissing"), curl),
    );
  }

  /** Fulfilled when it can be seen. @param {SendResult} result @param {Context} context */
  async show(result, context) {
    this.#clear();
    if (result.advice)
      this.#failure(result.advice, result.relayCould && context.sendRelayed, context.follow);
    else this.#showResponse(result, context);
    await this.#tabs?.ready;
  }

  /** Show the value at a pointer of the body. @param {string} pointer */
  async reveal(pointer) {
    await this.#tabs?.select("body");
    if (this.#viewer?.reveal(pointer)) {
      this.#viewer.element.scrollIntoView({ block: "center" });
      this.#viewer.element.focus({ preventScroll: true });
    }
  }

  #clear() {
    clearTimeout(this.#timer);
    this.#tabs = undefined;
    this.#viewer = undefined;
    this.#stream = undefined;
    for (const media of this.element.querySelectorAll("[src]"))
      URL.revokeObjectURL(/** @type {HTMLImageElement} */ (media).src);
    fill(this.element);
    this.element.hidden = false;
  }

  /** @param {string} words @param {string} curl */
  #curl(words, curl) {
    if (!curl) return null;
    const copyButton = button(t("copy"), () => copy(copyButton, curl, t("copied")));
    return h(
      "div",
      {},
      h("div", { class: "tryfield-console-tools" }, h("span", {}, words), copyButton),
      h("pre", { tabindex: 0, "aria-label": "curl" }, curl),
    );
  }

  /**
   * @param {import("../protocol.d.ts").Advice} advice
   * @param {false | (() => void)} [sendRelayed]  where a relay could send it
   * @param {(redirect: "without" | "with") => void} [follow]  where a redirection leads
   */
  #failure(advice, sendRelayed, follow) {
    /** @param {"known" | "unknown" | "todo"} word @param {string[]} lines */
    const list = (word, lines) =>
      lines.length > 0 && [
        h("p", { class: "tryfield-console-hint" }, t(word)),
        h(
          "ul",
          {},
          lines.map((line) => h("li", {}, line)),
        ),
      ];
    fill(
      this.element,
      h(
        "p",
        { class: "tryfield-console-status" },
        h("strong", { "data-tone": "bad" }, `✗ ${advice.title}`),
      ),
      h(
        "div",
        { class: "tryfield-console-advice", "data-kind": "bad" },
        list("known", advice.known),
        list("unknown", advice.unknown),
        list("todo", advice.advice),
      ),
      sendRelayed && h("p", {}, t("relayOffer"), " ", button(t("relaySend"), sendRelayed)),
      advice.code === "redirect" &&
        follow &&
        h(
          "p",
          { class: "tryfield-console-row" },
          button(t("followWithout"), () => follow("without")),
          button(t("followWith"), () => follow("with"), { class: "tryfield-console-subtle" }),
        ),
      this.#curl(t("terminal"), advice.curl),
    );
  }

  /** @param {SendResult} result @param {Context} context */
  #showResponse(result, { endpoint, marks, settings }) {
    const { answer, judged, bytes, mock, relayed } = result;
    if (!answer || !judged || !bytes) return;
    const { judgement, body } = judged;
    const redirected = movedFrom(result.shown?.url ?? result.request?.url, answer?.url ?? "");
    const tone = answer.status < 300 ? "good" : answer.status < 400 ? "" : "bad";
    const status = h(
      "p",
      { class: "tryfield-console-status" },
      h("strong", { "data-tone": tone }, `${answer.status} ${body.status}`),
      mock
        ? h("span", {}, t("mockShort"))
        : h("span", {}, `${Math.round(answer.seconds * 1000)} ms`),
      h("span", {}, size(bytes.length)),
      h("span", {}, body.mediaType),
      relayed && h("span", {}, t("relayed")),
      redirected && h("span", {}, t("redirected", { url: answer.url })),
    );
    const verdict = h(
      "p",
      { class: "tryfield-console-result" },
      h("strong", { "data-tone": TONES[judged.outcome] }, judged.words),
      " ",
      this.#toPage(judgement, marks),
    );

    const copyBody = button(t("copy"), () =>
      copy(copyBody, decodeText(bytes, body.charset), t("copied")),
    );
    const saveBody = button(t("save"), () =>
      save(
        new Blob([bytes], { type: body.mediaType }),
        body.filename || `${endpoint.id || "answer"}.${extension(body.mediaType)}`,
      ),
    );
    const reportButton = button(t("copyReport"), () =>
      copy(
        reportButton,
        endpoint.report(result).then(({ markdown }) => markdown),
        t("copied"),
      ),
    );
    const clear = button(t("clearMarks"), () => {
      marks.clear();
      clear.remove();
    });
    const tools = h(
      "div",
      { class: "tryfield-console-tools" },
      copyBody,
      saveBody,
      this.#code(endpoint, result),
      reportButton,
      settings.repo_url && this.#issue(endpoint, result, settings.repo_url),
      judgement.undocumented.length > 0 && this.#patch(endpoint, result),
      clear,
    );

    const tabs = new Tabs(
      t("response"),
      [
        {
          id: "body",
          title: t("body"),
          draw: async () => {
            const { element, viewer } = await bodyView(bytes, body);
            // Another response may have come in the meantime.
            if (this.#tabs === tabs) this.#viewer = viewer;
            return h(
              "div",
              {},
              body.problems.map(({ message, advice }) =>
                h(
                  "div",
                  { class: "tryfield-console-advice", "data-kind": "bad" },
                  `${message} ${advice}`,
                ),
              ),
              element,
            );
          },
        },
        { id: "headers", title: t("headers"), draw: () => this.#headers(answer.headers) },
        {
          id: "raw",
          title: t("raw"),
          draw: () =>
            textView(
              `HTTP ${answer.status}\n${answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${body.kind === "binary" || body.kind === "image" ? "" : decodeText(bytes, body.charset)}`,
              t("raw"),
            ),
        },
        {
          id: "check",
          title: t("check"),
          draw: () =>
            checkTable(judged, {
              toField: (place, path) => marks.reveal(place, path),
              toValue: (pointer) => this.reveal(pointer),
            }),
        },
      ],
      preferences.get("tab") ?? "body",
      (id) => preferences.set("tab", id),
    );
    this.#tabs = tabs;
    fill(this.element, status, verdict, tabs.element, tools);
  }

  /** A way to the marks: to the first thing that is wrong, else to where they begin. @param {import("../protocol.d.ts").Judgement} judgement @param {VerdictMarks} marks */
  #toPage({ fields, undocumented }, marks) {
    const first =
      fields.find(({ verdict }) => verdict === "differs") ?? undocumented[0] ?? fields[0];
    if (!first || !marks.row(first.place, first.path)) return null;
    return h(
      "button",
      {
        type: "button",
        class: "tryfield-console-link",
        onclick: () => marks.reveal(first.place, first.path),
      },
      t("showField"),
    );
  }

  /** @param {readonly (readonly [string, string])[]} headers */
  #headers(headers) {
    if (!headers.length) return h("p", { class: "tryfield-console-hint" }, t("noHeaders"));
    return h(
      "div",
      {},
      h(
        "table",
        { class: "tryfield-console-table tryfield-console-headers" },
        h(
          "tbody",
          {},
          headers.map(([name, value]) =>
            h("tr", {}, h("th", { scope: "row" }, h("code", {}, name)), h("td", {}, value)),
          ),
        ),
      ),
      h("p", { class: "tryfield-console-hint" }, t("headersHint")),
    );
  }

  /** What was really sent, in the language that the reader likes; credentials masked. @param {Endpoint} endpoint @param {SendResult} result */
  #code(endpoint, result) {
    const { id, title } =
      endpoint.languages.find((one) => one.id === preferences.get("language")) ??
      endpoint.languages[0] ??
      {};
    if (!id) return null;
    const copyButton = button(t("copyCode", { language: title }), () =>
      copy(copyButton, endpoint.code(result, id), t("copied")),
    );
    return copyButton;
  }

  /** @param {Endpoint} endpoint @param {SendResult} result @param {string} repository */
  #issue(endpoint, result, repository) {
    return button(t("openIssue"), async () => {
      const { title, markdown } = await endpoint.report(result);
      const url = new URL(`${repository.replace(/\/$/, "")}/issues/new`);
      if (!/^https?:$/.test(url.protocol)) return;
      url.searchParams.set("title", title);
      url.searchParams.set("body", markdown.slice(0, 6000));
      window.open(url, "_blank", "noopener");
    });
  }

  /** @param {Endpoint} endpoint @param {SendResult} result */
  #patch(endpoint, result) {
    const copyButton = button(t("patch"), () =>
      copy(
        copyButton,
        endpoint.patch(result).then(({ text }) => text),
        t("copied"),
      ),
    );
    return copyButton;
  }
}

/** @param {string} mediaType */
function extension(mediaType) {
  const sub = mediaType.split(";")[0].split("/")[1] ?? "bin";
  return (
    { json: "json", plain: "txt", html: "html", xml: "xml", "octet-stream": "bin" }[sub] ??
    (sub.endsWith("+json") ? "json" : sub.replace(/[^a-z0-9]/g, "") || "bin")
  );
}

/**
 * Whether another address answered than the one that was asked; credentials in a query are masked
 * in what is shown, so that only what stands before it tells.
 * @param {string | undefined} asked @param {string} answered
 */
function movedFrom(asked, answered) {
  /** @param {string} url */
  const place = (url) => {
    // Both written as a browser does.
    if (!URL.canParse(url)) return "";
    const { origin, pathname } = new URL(url);
    return origin + pathname;
  };
  return Boolean(asked && place(answered)) && place(asked ?? "") !== place(answered);
}

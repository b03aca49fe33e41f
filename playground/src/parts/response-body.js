/**
 * The body of a response, by what it is. Nothing in it is ever read as HTML.
 */
import { decodeText } from "../bytes.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { layOutText } from "../json-layout.js";
import { JsonViewer } from "../json-viewer.js";
import { runtime } from "../python-runtime.js";

/** @typedef {import("../protocol.d.ts").BodyFacts} BodyFacts */

/** Above this many characters a text is shown line by line. */
const PLAIN = 50_000;

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {BodyFacts} facts
 * @returns {Promise<{ element: Node, viewer?: JsonViewer }>}
 */
export async function bodyView(bytes, facts) {
  if (!bytes.length) return { element: h("p", { class: "tryfield-console-hint" }, t("noBody")) };
  if (facts.kind === "image" || facts.kind === "audio" || facts.kind === "video") {
    const src = URL.createObjectURL(new Blob([bytes], { type: facts.mediaType }));
    const tag = facts.kind === "image" ? "img" : facts.kind;
    return {
      element: h(tag, {
        src,
        class: "tryfield-console-media",
        controls: tag !== "img",
        alt: facts.filename || t("body"),
      }),
    };
  }
  if (facts.kind === "binary") {
    return {
      element: h(
        "p",
        { class: "tryfield-console-hint" },
        t("binary", {
          size: size(bytes.length),
          type: facts.mediaType || "application/octet-stream",
        }),
      ),
    };
  }
  if (facts.kind === "json" && !facts.problems.length) {
    const viewer = new JsonViewer(await runtime.layout(bytes, facts.charset), t("body"));
    return { element: viewer.element, viewer };
  }
  return { element: textView(decodeText(bytes, facts.charset), t("body")) };
}

/** @param {string} text @param {string} label */
export function textView(text, label) {
  if (text.length <= PLAIN) return h("pre", { tabindex: 0, "aria-label": label }, text);
  return new JsonViewer(layOutText(text), label, false).element;
}

/** A file, chosen or dropped. */
import { button, h } from "../dom.js";
import { t } from "../i18n.js";
import { isThere, upload } from "../uploads.js";
import { Input } from "./input.js";

/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** Whether values of a schema are files, in a body that can hold some. @param {Record<string, any>} schema */
export function isBinary(schema) {
  return (
    schema.format === "binary" ||
    (typeof schema.contentMediaType === "string" &&
      !schema.contentEncoding &&
      schema.contentMediaType !== "text/plain")
  );
}

/**
 * Where files are chosen or dropped.
 * @param {string} id  of the chooser
 * @param {string} label
 * @param {boolean} several
 * @param {(files: File[]) => void} take  called with at least one
 */
export function fileDrop(id, label, several, take) {
  /** @param {FileList | null | undefined} files */
  const given = (files) => {
    if (files?.length) take(several ? [...files] : [files[0]]);
  };
  const chooser = h("input", {
    type: "file",
    id,
    multiple: several,
    // One file has its label in the form; a list of them labels no single input.
    ...(several && { "aria-label": label }),
    class: "tryfield-console-visually-hidden",
    tabindex: -1,
    onchange: () => {
      given(chooser.files);
      // The same file may be chosen again.
      if (several) chooser.value = "";
    },
  });
  const words = t(several ? "chooseFiles" : "chooseFile");
  const drop = h(
    "div",
    { class: "tryfield-console-drop" },
    button(words, () => chooser.click(), { "aria-label": `${label}: ${words}` }),
    " ",
    t(several ? "dropFiles" : "dropFile"),
    chooser,
  );
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.dataset.over = "yes";
  });
  drop.addEventListener("dragleave", () => delete drop.dataset.over);
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    given(event.dataTransfer?.files);
  });
  return drop;
}

export class FileInput extends Input {
  /** @type {Json | undefined} */
  #value;
  #name = h("span", { class: "tryfield-console-hint" });
  #remove = button(
    "×",
    () => {
      this.value = undefined;
      this.changed();
    },
    { class: "tryfield-console-small-button", "aria-label": t("remove") },
  );

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    super(field, context);
    const drop = fileDrop(this.id, this.label, false, ([file]) => {
      this.value = upload(file);
      this.changed();
    });
    drop.append(" ", this.#name);
    if (!context.bare) this.element.append(this.heading());
    this.element.append(h("div", { class: "tryfield-console-control" }, drop, this.#remove));
    this.#show();
  }

  /** @override @returns {Json | undefined} */
  get value() {
    return this.#value;
  }

  /** @override */
  set value(value) {
    this.#value = isThere(value) ? value : undefined;
    this.#show();
  }

  #show() {
    this.#remove.hidden = this.#value === undefined;
    this.#name.textContent =
      this.#value instanceof Map ? `${this.#value.get("filename")}` : t("notSent");
  }
}

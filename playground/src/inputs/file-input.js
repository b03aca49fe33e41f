/** A file, chosen or dropped. Its bytes travel as base64, because the bridge speaks JSON. */
import { button, h } from "../dom.js";
import { t } from "../i18n.js";
import { Input } from "./input.js";

/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** Without keeping the page busy. @param {Blob} blob @returns {Promise<string>} */
function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
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
    const chooser = h("input", {
      type: "file",
      id: this.id,
      class: "tryfield-console-visually-hidden",
      tabindex: -1,
      onchange: () => this.#take(chooser.files?.[0]),
    });
    const drop = h(
      "div",
      { class: "tryfield-console-drop" },
      button(t("chooseFile"), () => chooser.click(), {
        "aria-label": `${this.label}: ${t("chooseFile")}`,
      }),
      " ",
      t("dropFile"),
      chooser,
      " ",
      this.#name,
    );
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.dataset.over = "yes";
    });
    drop.addEventListener("dragleave", () => delete drop.dataset.over);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      this.#take(event.dataTransfer?.files[0]);
    });
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
    this.#value = value;
    this.#show();
  }

  /** @param {File | undefined} file */
  async #take(file) {
    if (!file) return;
    const content = await base64(file);
    this.value = new Map([
      ["filename", file.name],
      ["mediaType", file.type],
      ["base64", content],
    ]);
    this.changed();
  }

  #show() {
    this.#remove.hidden = this.#value === undefined;
    this.#name.textContent =
      this.#value instanceof Map ? `${this.#value.get("filename")}` : t("notSent");
  }
}

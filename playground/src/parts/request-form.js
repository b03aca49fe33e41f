/**
 * Everything of a request that its fields document: parameters and body, as inputs or as text.
 */
import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { anyField } from "../inputs/group-input.js";
import { markMade } from "../inputs/input.js";
import { makeInput } from "../inputs/make-input.js";
import { parse, stringify } from "../lossless-json.js";

/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("../inputs/input.js").Input} Input */
/** @typedef {import("../inputs/input.js").Field} Field */
/** @typedef {import("../protocol.d.ts").Section} Section */
/** @typedef {import("../protocol.d.ts").Body} Body */

/** Finds the ancestor that a recursive field repeats. @param {readonly Field[]} roots @returns {(field: Field) => Field} */
function resolver(roots) {
  /** @type {Map<string, Field>} */
  const known = new Map();
  /** @param {Field} field */
  const visit = (field) => {
    if (!known.has(field.path)) known.set(field.path, field);
    for (const child of field.children) visit(child);
    for (const choice of field.choices) visit(choice.field);
  };
  for (const root of roots) visit(root);
  return (field) =>
    known.get(field.repeats === "(root)" ? "" : field.repeats) ?? { ...field, repeats: "" };
}

/** The parameters of one location. */
export class ParametersPart {
  /** @type {Map<string, Input>} */
  #inputs = new Map();
  element = h("section", { class: "tryfield-console-part" });

  /** @param {Section} section */
  constructor(section) {
    this.location = section.place;
    const resolve = resolver(section.fields);
    this.element.append(
      h(
        "div",
        { class: "tryfield-console-title" },
        h("span", {}, t(/** @type {any} */ (section.place))),
      ),
    );
    for (const field of section.fields) {
      const input = makeInput(field, { resolve, make: makeInput });
      this.#inputs.set(field.name, input);
      this.element.append(input.element);
    }
  }

  /** What the bridge needs to know of them: `ParameterValue[]`, with exact numbers. */
  get values() {
    return [...this.#inputs].flatMap(([name, input]) => {
      const { value } = input;
      return value === undefined ? [] : [{ in: this.location, name, value }];
    });
  }

  /** Send no value for a name. @param {string} name  of a header, in any case */
  leaveOut(name) {
    for (const [own, input] of this.#inputs)
      if (own.toLowerCase() === name.toLowerCase()) input.value = undefined;
  }

  /**
   * Begin with an example.
   * @param {Map<string, any>[]} values
   * @param {[place: string, name: string][]} made  which of them nobody documented
   */
  set(values, made) {
    for (const [name, input] of this.#inputs) {
      input.made = made.some((one) => one[0] === this.location && one[1] === name);
      input.value = values
        .find((one) => one.get("in") === this.location && one.get("name") === name)
        ?.get("value");
    }
  }
}

/** The body, in one of its media types. */
export class BodyPart {
  #slot = h("div", { class: "tryfield-console-root" });
  #title = h("div", { class: "tryfield-console-title" }, h("span", {}, t("body")));
  #problem = h("p", {
    class: "tryfield-console-hint tryfield-console-problem",
    role: "alert",
    hidden: true,
  });
  #switch = h("div", { class: "tryfield-console-switch", role: "group", "aria-label": t("body") });
  #text = h("textarea", {
    rows: 8,
    spellcheck: false,
    class: "tryfield-console-code",
    "aria-label": t("body"),
  });
  #select = h("select", { "aria-label": t("mediaType") });
  element = h(
    "section",
    { class: "tryfield-console-part" },
    this.#title,
    this.#slot,
    this.#problem,
  );
  /** @type {Body} */
  #body;
  /** @type {Input | undefined} */
  #input;
  /** @type {"form" | "text"} */
  #mode = "form";
  /** @type {HTMLElement | undefined} */
  #mark;
  /** What was filled in for each media type. @type {Map<string, { mode: "form" | "text", text: string, value: Json | undefined }>} */
  #kept = new Map();

  /** @param {readonly Body[]} bodies  one a media type */
  constructor(bodies) {
    this.bodies = bodies;
    this.#body = bodies[0];
    for (const { mediaType } of bodies)
      this.#select.append(h("option", { value: mediaType }, mediaType));
    this.#select.addEventListener("change", () => {
      const before = this.#value();
      this.#kept.set(this.#body.mediaType, {
        mode: this.#mode,
        text: this.#text.value,
        value: this.#input?.value,
      });
      this.#use(this.#select.value);
      this.#begin(before);
      this.#changed();
    });
    this.#title.append(
      this.#switch,
      bodies.length > 1
        ? this.#select
        : h("span", { class: "tryfield-console-hint" }, bodies[0].mediaType),
    );
    for (const mode of /** @type {const} */ (["form", "text"])) {
      this.#switch.append(
        button(t(mode === "form" ? "form" : "json"), () => this.#turn(mode), { "data-mode": mode }),
      );
    }
    this.#text.addEventListener("input", () => this.#judgeText());
    this.#use(bodies[0].mediaType);
  }

  /** @param {string} mediaType */
  #use(mediaType) {
    this.#body = this.bodies.find((body) => body.mediaType === mediaType) ?? this.#body;
    this.#select.value = this.#body.mediaType;
    const { kind, field } = this.#body;
    this.#input = undefined;
    if (kind === "file") {
      this.#input = makeInput(anyField("", { schema: { format: "binary" }, type: "file" }), {
        make: makeInput,
        resolve: (one) => one,
        bare: true,
        files: true,
      });
    } else if (field && kind !== "text") {
      this.#input = makeInput(
        { ...field, name: "" },
        { make: makeInput, resolve: resolver([field]), bare: true, files: kind !== "json" },
        true,
      );
    }
    this.#switch.hidden = kind !== "json" || !field;
    this.#mode = this.#input ? "form" : "text";
    this.#draw();
  }

  #draw() {
    const form = this.#mode === "form" && this.#input;
    fill(
      this.#slot,
      form ? form.element : h("div", { class: "tryfield-console-input" }, this.#text),
    );
    for (const one of this.#switch.children)
      one.setAttribute(
        "aria-pressed",
        String(/** @type {HTMLElement} */ (one).dataset.mode === this.#mode),
      );
    this.#judgeText();
  }

  /** Show the same body as form or as text. @param {"form" | "text"} mode */
  #turn(mode) {
    if (mode === this.#mode || !this.#input) return;
    if (mode === "text") {
      const { value } = this.#input;
      this.#write(value === undefined ? "" : stringify(value));
    } else {
      try {
        this.#input.value = this.#text.value.trim() ? parse(this.#text.value) : undefined;
      } catch {
        this.#judgeText();
        this.#text.focus();
        return;
      }
    }
    this.#mode = mode;
    this.#draw();
  }

  /** @param {string} text */
  #write(text) {
    this.#text.value = text;
    this.#text.rows = Math.max(4, Math.min(24, text.split("\n").length));
  }

  #judgeText() {
    let problem = "";
    if (this.#mode === "text" && this.#body.kind === "json" && this.#text.value.trim()) {
      try {
        parse(this.#text.value);
      } catch (error) {
        const [line, column] = String(/** @type {Error} */ (error).message).split(":");
        problem = t("notJson", { line, column });
      }
    }
    this.#problem.textContent = problem;
    this.#problem.hidden = !problem;
    this.#text.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  /** What a media type held before; the first time, its own example and what fits. @param {Json | undefined} before */
  #begin(before) {
    const kept = this.#kept.get(this.#body.mediaType);
    if (kept) {
      this.#write(kept.text);
      if (this.#input) this.#input.value = kept.value;
      this.#mode = kept.mode;
    } else {
      this.#write(this.#body.examples[0]?.text ?? "");
      this.#carry(before);
    }
    this.#draw();
  }

  /** Keep what both media types document. @param {Json | undefined} before */
  #carry(before) {
    // A file stays the same file.
    if (
      this.#body.kind === "file" &&
      this.#input &&
      before instanceof Map &&
      (before.has("reference") || before.has("base64"))
    ) {
      this.#input.value = before;
      return;
    }
    if (!this.#input || !(before instanceof Map)) return;
    const names = (this.#body.field?.children ?? []).map(({ name }) => name);
    const common = [...before].filter(([name]) => names.includes(name));
    if (common.length) this.#input.value = new Map(common);
  }

  #changed() {
    this.element.dispatchEvent(new CustomEvent("tryfield-change", { bubbles: true }));
  }

  /** @returns {Json | undefined} */
  #value() {
    if (this.#mode === "form") return this.#input?.value;
    try {
      return parse(this.#text.value);
    } catch {
      return undefined;
    }
  }

  /** What the bridge needs to know of the body: `Values`, with exact numbers. */
  get values() {
    const { mediaType, kind } = this.#body;
    if (this.#mode === "text")
      return { mediaType, body: this.#text.value === "" ? undefined : this.#text.value };
    const value = this.#input?.value;
    if (value === undefined) return { mediaType };
    if (kind === "json") return { mediaType, body: stringify(value) };
    if (kind === "file") return { mediaType, file: value };
    const members = value instanceof Map ? [...value] : [];
    return { mediaType, form: members.map(([name, item]) => ({ name, value: item })) };
  }

  /**
   * Begin with an example.
   * @param {Map<string, any>} values  as the bridge writes them
   */
  set(values) {
    this.#kept.clear();
    this.#use(values.get("mediaType") ?? this.#body.mediaType);
    const text = values.get("body");
    const form = values.get("form");
    this.#write(text ?? "");
    this.#mark?.remove();
    this.#mark = (values.get("made") ?? []).some(
      (/** @type {string[]} */ [place]) => place === "body",
    )
      ? markMade(this.element, this.#title)
      : undefined;
    if (this.#input) {
      try {
        if (Array.isArray(form))
          this.#input.value = new Map(form.map((one) => [one.get("name"), one.get("value")]));
        else if (values.get("file")) this.#input.value = values.get("file");
        else this.#input.value = typeof text === "string" && text.trim() ? parse(text) : undefined;
      } catch {
        this.#mode = "text";
      }
    }
    this.#draw();
  }
}

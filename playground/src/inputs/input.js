/**
 * What every input of the form can do: give its value, take one, say that it changed.
 */
import { button, h, unique } from "../dom.js";
import { t } from "../i18n.js";
import { equal, isNumber, LosslessNumber, parse, stringify } from "../lossless-json.js";

/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("../protocol.d.ts").Field} Field */

/**
 * Where an input stands.
 * @typedef {object} InputContext
 * @property {(field: Field) => Field} resolve  the field itself, or the ancestor that it repeats
 * @property {(field: Field, context: InputContext, root?: boolean) => Input} make  the input for what it holds
 * @property {boolean} [bare]   its name is shown by whoever holds it
 * @property {boolean} [held]   whoever holds it can remove it
 * @property {boolean} [files]  a binary value is a file
 */

/** One documented field, as something to fill in. `undefined` is a value that is not sent. */
export class Input {
  /** @type {HTMLElement} */
  element = h("div", { class: "tryfield-console-input" });
  id = unique("input");
  /** @type {HTMLElement | undefined} */
  #mark;

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    this.field = field;
    this.context = context;
    this.element.dataset.path = field.path;
  }

  /** @returns {Json | undefined} */
  get value() {
    return undefined;
  }

  /** @param {Json | undefined} _value */
  set value(_value) {}

  /** Whether nobody documented the value; said until it is another one. @param {boolean} made */
  set made(made) {
    this.#mark?.remove();
    this.#mark = !made
      ? undefined
      : markMade(this.element, this.element.querySelector(".tryfield-console-heading"));
  }

  /** Tell whoever holds the form; a native `input` event does the same. */
  changed() {
    this.element.dispatchEvent(new CustomEvent("tryfield-change", { bubbles: true }));
  }

  /** @param {string} tag the element that the label names */
  heading(tag = "label") {
    const { field } = this;
    return h(
      "div",
      { class: "tryfield-console-heading" },
      tag === "label"
        ? h("label", { for: this.id, class: "tryfield-console-name" }, field.name || t("value"))
        : h(
            "span",
            { class: "tryfield-console-name", id: `${this.id}-name` },
            field.name || t("value"),
          ),
      h("span", { class: "tryfield-console-type" }, field.type),
      field.required && h("span", { class: "tryfield-console-required" }, t("required")),
      field.deprecated && h("span", { class: "tryfield-console-deprecated" }, t("deprecated")),
    );
  }

  /** The label for those who do not see where it stands. */
  get label() {
    return this.field.name && !/^[[{]/.test(this.field.name)
      ? this.field.name
      : this.field.path || t("value");
  }
}

/**
 * Say that what an element holds was made from its schema, until the reader changes it.
 * @param {HTMLElement} element
 * @param {Element | null} heading
 */
export function markMade(element, heading) {
  const mark = h("span", { class: "tryfield-console-hint", title: t("madeHint") }, t("made"));
  heading?.append(mark);
  for (const kind of ["input", "change", "tryfield-change"])
    element.addEventListener(kind, () => mark.remove(), { once: true });
  return mark;
}

/** A value with one control, and two ways out of it: `null`, and not to send it. */
export class ValueInput extends Input {
  /** @type {Json | undefined} */
  #value;
  /** @type {Control} */
  #own;
  /** @type {Control} */
  #current;
  #slot = h("div", { class: "tryfield-console-control" });
  #null = button("null", () => this.#put(this.#value === null ? undefined : null), {
    class: "tryfield-console-small-button",
  });
  #remove = button("×", () => this.#put(undefined), {
    class: "tryfield-console-small-button",
    title: t("dontSend"),
  });

  /** @param {Field} field @param {InputContext} context @param {Control} widget */
  constructor(field, context, widget) {
    super(field, context);
    this.#own = widget;
    this.#current = widget;
    this.#null.setAttribute("aria-label", `${this.label}: null`);
    this.#remove.setAttribute("aria-label", `${this.label}: ${t("dontSend")}`);
    this.#slot.append(widget.element, this.#null, this.#remove);
    this.#dress(widget.element);
    if (!context.bare) this.element.append(this.heading());
    this.element.append(this.#slot);
    for (const kind of ["input", "change"]) this.#slot.addEventListener(kind, () => this.#typed());
    this.#show();
  }

  /** @override @returns {Json | undefined} */
  get value() {
    return this.#value;
  }

  /** @override */
  set value(value) {
    this.#value = value;
    const fitting =
      value === undefined || value === null || this.#own.fits(value) ? this.#own : jsonControl();
    if (fitting !== this.#current) {
      this.#current.element.replaceWith(fitting.element);
      this.#current = fitting;
      this.#dress(fitting.element);
    }
    fitting.show(value ?? undefined);
    this.#show();
  }

  /** @param {HTMLElement} element */
  #dress(element) {
    const control = element.matches("input,select,textarea")
      ? element
      : element.querySelector("input,select,textarea");
    if (!control) return;
    control.id = this.id;
    if (this.context.bare) control.setAttribute("aria-label", this.label);
    if (this.field.required) control.setAttribute("aria-required", "true");
  }

  #typed() {
    const value = this.#current.read();
    this.#value = value;
    this.#show();
  }

  /** @param {Json | undefined} value */
  #put(value) {
    this.value = value;
    this.changed();
    /** @type {HTMLElement | null} */ (this.#slot.querySelector("input,select,textarea"))?.focus();
  }

  #show() {
    const sent = this.#value !== undefined;
    this.#null.hidden = !this.field.nullable && this.#value !== null;
    this.#null.setAttribute("aria-pressed", String(this.#value === null));
    this.#remove.hidden = !sent || this.context.held === true;
    const { element: control, empty } = this.#current;
    if (empty) empty.textContent = this.#value === null ? "null" : t("notSent");
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) {
      control.placeholder = this.#value === null ? "null" : sent ? t("emptyString") : t("notSent");
    }
  }
}

/**
 * A control and what its content means.
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(value: Json) => boolean} fits
 * @property {() => Json | undefined} read
 * @property {(value: Json | undefined) => void} show
 * @property {HTMLElement} [empty]  says what it means that it is empty, where a placeholder cannot
 */

/** Any value, as JSON text. @returns {Control} */
export function jsonControl() {
  const element = h("textarea", { rows: 1, spellcheck: false, class: "tryfield-console-code" });
  /** @type {Json | undefined} */
  let last;
  return {
    element,
    fits: () => true,
    read() {
      const text = element.value;
      try {
        last = text.trim() ? parse(text) : undefined;
        element.removeAttribute("aria-invalid");
      } catch {
        // What is no JSON yet is meant as text.
        last = text;
        element.setAttribute("aria-invalid", "true");
      }
      return last;
    },
    show(value) {
      last = value;
      element.value = value === undefined ? "" : stringify(value);
      element.rows = Math.min(12, element.value.split("\n").length);
    },
  };
}

/** Text, unless it reads as one of the other types. @param {string[]} types @returns {Control} */
export function guessControl(types) {
  const element = h("input", { type: "text", autocomplete: "off", spellcheck: false });
  /** @param {string} written @returns {Json} */
  const meant = (written) => {
    try {
      const value = parse(written);
      const kind = Array.isArray(value)
        ? "array"
        : value instanceof Map
          ? "object"
          : value instanceof LosslessNumber
            ? "number"
            : typeof value;
      return types.includes(kind) || (kind === "number" && types.includes("integer"))
        ? value
        : written;
    } catch {
      return written;
    }
  };
  return {
    element,
    fits: (value) =>
      equal(meant(typeof value === "string" ? value : stringify(value, "")), value) &&
      !String(value).includes("\n"),
    read: () => meant(element.value),
    show: (value) =>
      (element.value =
        value === undefined ? "" : typeof value === "string" ? value : stringify(value, "")),
  };
}

/** @param {Record<string, any>} schema @returns {Control} */
export function textControl(schema) {
  const long = (schema.maxLength ?? 0) > 200 || schema.contentMediaType;
  // A browser rewrites what is typed as "email" (`ü` becomes Punycode) and as "url" (spaces).
  const inputMode = { email: "email", uri: "url" }[String(schema.format)] ?? "text";
  const element = long
    ? h("textarea", { rows: 3, spellcheck: false })
    : h("input", {
        type: schema.format === "password" ? "password" : "text",
        inputMode,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: false,
      });
  return {
    element,
    fits: (value) => typeof value === "string" && (Boolean(long) || !value.includes("\n")),
    read: () => element.value,
    show: (value) => (element.value = typeof value === "string" ? value : ""),
  };
}

/** Date and time by the browser's own control, in RFC 3339; a time says that it is one of UTC. @param {"date" | "date-time" | "time"} format @returns {Control} */
export function dateTimeControl(format) {
  const input = h("input", {
    type: format === "date-time" ? "datetime-local" : format,
    step: format === "date" ? undefined : "1",
    title: format === "date" ? undefined : t("timeInUtc"),
  });
  const zone = h("span", { class: "tryfield-console-hint", "aria-hidden": "true" }, "UTC");
  // Safari shows the day of today in an empty one, others a pattern.
  const nothing = h("span", { class: "tryfield-console-hint" });
  const mark = () => {
    const empty = input.value === "";
    nothing.hidden = !empty;
    zone.hidden = empty || format === "date";
    input.toggleAttribute("data-empty", empty);
  };
  for (const kind of ["input", "change"]) input.addEventListener(kind, mark);
  mark();
  return {
    element: h("div", { class: "tryfield-console-row" }, input, zone, nothing),
    empty: nothing,
    fits: (value) => typeof value === "string" && shown(value) !== "",
    read: () =>
      input.value === "" ? undefined : format === "date" ? input.value : `${seconds(input.value)}Z`,
    show(value) {
      input.value = typeof value === "string" ? shown(value) : "";
      mark();
    },
  };

  /** @param {string} value  the part that the control can hold; "" when that would lose something */
  function shown(value) {
    if (format === "date") return /^\d{4}-\d\d-\d\d$/.test(value) ? value : "";
    const found =
      format === "time"
        ? /^(\d\d:\d\d:\d\d)Z$/.exec(value)
        : /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z$/.exec(value);
    return found?.[1] ?? "";
  }

  /** @param {string} value */
  function seconds(value) {
    return /:\d\d:\d\d(\.\d+)?$/.test(value) ? value : `${value}:00`;
  }
}

/** A number with all its digits. @returns {Control} */
export function numberControl() {
  const element = h("input", {
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    spellcheck: false,
  });
  return {
    element,
    fits: (value) => value instanceof LosslessNumber,
    read() {
      const written = element.value.trim();
      if (written === "") return undefined;
      return isNumber(written) ? new LosslessNumber(written) : element.value;
    },
    show: (value) => (element.value = value instanceof LosslessNumber ? value.text : ""),
  };
}

/**
 * One of some values, or none of them.
 * @param {Json[]} values
 * @param {boolean} required
 * @returns {Control}
 */
export function selectControl(values, required) {
  const element = h(
    "select",
    {},
    h("option", { value: "" }, required ? t("choose") : t("notSent")),
  );
  for (const [index, value] of values.entries()) {
    // `1` and `"1"`, `true` and `"true"` look different.
    const plain = values.every((one) => typeof one === "string" || stringify(one, "") !== value);
    const label = typeof value === "string" && plain && value ? value : stringify(value, "");
    element.append(h("option", { value: String(index) }, label));
  }
  const texts = values.map((value) => stringify(value, ""));
  return {
    element,
    fits: (value) => texts.includes(stringify(value, "")),
    read: () => (element.value === "" ? undefined : values[Number(element.value)]),
    show: (value) =>
      (element.value = value === undefined ? "" : String(texts.indexOf(stringify(value, "")))),
  };
}

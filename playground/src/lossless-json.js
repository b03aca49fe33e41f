/**
 * JSON values that keep what JavaScript numbers lose: `12345678901234567890`, `1.0`, `1e400`.
 *
 * Objects become Maps, so that `__proto__` is a name like any other and order is kept.
 */

/** @typedef {null | boolean | string | LosslessNumber | Json[] | Map<string, any>} Json */

const DEPTH = 200;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** A number, as it was written. */
export class LosslessNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @param {string} text @returns {boolean} whether the text is a JSON number */
export function isNumber(text) {
  NUMBER.lastIndex = 0;
  return NUMBER.exec(text)?.[0] === text;
}

/**
 * @param {string} text
 * @returns {Json}
 * @throws {SyntaxError} with line and column
 */
export function parse(text) {
  let at = 0;

  /** @param {RegExp} pattern */
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  /** @param {string} expected @returns {never} */
  const fail = (expected) => {
    const before = text.slice(0, at).split("\n");
    throw new SyntaxError(`${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${expected}`);
  };
  const string = () => {
    const found = take(STRING);
    return found === undefined ? fail('"') : JSON.parse(found);
  };
  /** @param {number} depth @returns {Json} */
  const value = (depth) => {
    if (depth > DEPTH) fail("]");
    take(SPACE);
    const result = one(depth);
    take(SPACE);
    return result;
  };
  /** @param {number} depth @returns {Json} */
  const one = (depth) => {
    const start = text[at];
    if (start === '"') return string();
    if (start === "[") return array(depth);
    if (start === "{") return object(depth);
    for (const [word, meaning] of /** @type {[string, null | boolean][]} */ ([
      ["true", true],
      ["false", false],
      ["null", null],
    ])) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    const number = take(NUMBER);
    return number === undefined ? fail("value") : new LosslessNumber(number);
  };
  /** @param {number} depth */
  const array = (depth) => {
    /** @type {Json[]} */
    const items = [];
    at += 1;
    take(SPACE);
    if (text[at] === "]") {
      at += 1;
      return items;
    }
    for (;;) {
      items.push(value(depth + 1));
      if (text[at] === ",") at += 1;
      else if (text[at] === "]") break;
      else fail(", ]");
    }
    at += 1;
    return items;
  };
  /** @param {number} depth */
  const object = (depth) => {
    /** @type {Map<string, Json>} */
    const members = new Map();
    at += 1;
    take(SPACE);
    if (text[at] === "}") {
      at += 1;
      return members;
    }
    for (;;) {
      take(SPACE);
      const name = string();
      take(SPACE);
      if (text[at] !== ":") fail(":");
      at += 1;
      members.set(name, value(depth + 1));
      if (text[at] === ",") at += 1;
      else if (text[at] === "}") break;
      else fail(", }");
    }
    at += 1;
    return members;
  };

  const result = value(0);
  if (at < text.length) fail("end");
  return result;
}

/**
 * The value as JSON text; names and items that are `undefined` are left out. Plain JavaScript
 * values may hold exact ones.
 * @param {any} value
 * @param {string} [indent]
 * @param {string} [margin]
 * @returns {string}
 */
export function stringify(value, indent = "  ", margin = "") {
  if (value === null || value === undefined) return "null";
  if (value instanceof LosslessNumber) return value.text;
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = margin + indent;
  const isArray = Array.isArray(value);
  const parts = isArray
    ? value.filter((item) => item !== undefined).map((item) => stringify(item, indent, inner))
    : [...(value instanceof Map ? value : Object.entries(value))]
        .filter(([, item]) => item !== undefined)
        .map(
          ([name, item]) =>
            `${JSON.stringify(name)}:${indent && " "}${stringify(item, indent, inner)}`,
        );
  const [open, close] = isArray ? "[]" : "{}";
  if (!parts.length) return open + close;
  return indent
    ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`
    : `${open}${parts.join(",")}${close}`;
}

/** A plain JavaScript value, as it comes out of `JSON.parse`. @param {any} value @returns {Json} */
export function fromPlain(value) {
  if (typeof value === "number") return new LosslessNumber(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(fromPlain);
  if (value && typeof value === "object")
    return new Map(Object.entries(value).map(([name, item]) => [name, fromPlain(item)]));
  return value;
}

/** @param {Json | undefined} one @param {Json | undefined} other */
export function equal(one, other) {
  return (
    (one === undefined) === (other === undefined) && stringify(one, "") === stringify(other, "")
  );
}

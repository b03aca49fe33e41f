/**
 * JSON text, laid out in lines for a viewer. Runs in the worker.
 *
 * Only white space changes: numbers, names, duplicates and escapes stay as they were written.
 */

/**
 * @typedef {object} JsonLayout
 * @property {string} text      laid out, two blanks a level
 * @property {Uint32Array} starts  where each line begins in `text`; one more for the end
 * @property {Uint32Array} ends    for a line that opens something: the line that closes it; else 0
 */

const DEPTH = 500;
const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const BRACKET = 91;
const BRACKET_END = 93;
const BRACE = 123;
const BRACE_END = 125;

/** @param {string} source @param {number} at  of the opening quote @returns {number} after the closing one */
function afterString(source, at) {
  for (let end = source.indexOf('"', at + 1); end >= 0; end = source.indexOf('"', end + 1)) {
    let slashes = 0;
    while (source.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return source.length;
}

/** @param {number} code  whether it ends a number or a word */
const isEnd = (code) =>
  code <= 32 ||
  code === COMMA ||
  code === COLON ||
  code === QUOTE ||
  code === BRACKET ||
  code === BRACKET_END ||
  code === BRACE ||
  code === BRACE_END;

/**
 * @param {string} source  well-formed JSON; anything else gives lines that look odd, never an error
 * @returns {JsonLayout}
 */
export function layOut(source) {
  /** @type {string[]} */
  const out = [];
  const starts = [0];
  const ends = [0];
  /** @type {number[]} */
  const open = [];
  const indents = [""];
  let length = 0;
  let line = 0;
  /** The last token opened something. */
  let opened = false;
  /** @param {string} piece */
  const put = (piece) => {
    out.push(piece);
    length += piece.length;
  };
  const newline = () => {
    const depth = Math.min(open.length, DEPTH);
    indents[depth] ??= "  ".repeat(depth);
    const indent = indents[depth];
    put(`\n${indent}`);
    line += 1;
    starts.push(length - indent.length);
    ends.push(0);
  };

  for (let at = 0; at < source.length; ) {
    const code = source.charCodeAt(at);
    let next = at + 1;
    if (code <= 32) {
      at = next;
      continue;
    }
    if (code === BRACE_END || code === BRACKET_END) {
      const first = open.pop();
      if (!opened) {
        newline();
        if (first !== undefined) ends[first] = line;
      }
      put(source[at]);
      opened = false;
    } else {
      if (opened) newline();
      opened = false;
      if (code === COMMA) {
        put(",");
        newline();
      } else if (code === COLON) {
        put(": ");
      } else if (code === BRACE || code === BRACKET) {
        put(source[at]);
        open.push(line);
        opened = true;
      } else {
        if (code === QUOTE) next = afterString(source, at);
        else while (next < source.length && !isEnd(source.charCodeAt(next))) next += 1;
        put(source.slice(at, next));
      }
    }
    at = next;
  }
  starts.push(length + 1);
  return { text: out.join(""), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/**
 * The line of the value at a JSON pointer; -1 when there is none.
 * @param {JsonLayout} laid
 * @param {string} pointer
 */
export function lineOfPointer({ text, starts, ends }, pointer) {
  let at = 0;
  for (const raw of pointer.split("/").slice(1)) {
    const name = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    const last = ends[at];
    if (!last) return -1;
    const isArray = text[starts[at + 1] - 2] === "[";
    let index = 0;
    let found = -1;
    for (let line = at + 1; line < last; line = (ends[line] || line) + 1, index += 1) {
      if (isArray ? String(index) === name : keyOf(text, starts[line]) === name) {
        found = line;
        break;
      }
    }
    if (found < 0) return -1;
    at = found;
  }
  return at;
}

/** @param {string} text @param {number} start */
function keyOf(text, start) {
  const key = /[ \t]*("(?:[^"\\]|\\.)*"):/y;
  key.lastIndex = start;
  const found = key.exec(text);
  if (!found) return undefined;
  try {
    return JSON.parse(found[1]);
  } catch {
    return undefined;
  }
}

/**
 * Any text in lines as they are; nothing folds.
 * @param {string} text
 * @returns {JsonLayout}
 */
export function layOutText(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  starts.push(text.length + 1);
  return { text, starts: Uint32Array.from(starts), ends: new Uint32Array(starts.length - 1) };
}

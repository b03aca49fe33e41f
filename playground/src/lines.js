/**
 * JSON text, laid out in lines for a viewer. Runs in the worker.
 *
 * Only white space changes: numbers, names, duplicates and escapes stay as they were written.
 */

/**
 * @typedef {object} Lines
 * @property {string} text      laid out, two blanks a level
 * @property {Uint32Array} starts  where each line begins in `text`; one more for the end
 * @property {Uint32Array} ends    for a line that opens something: the line that closes it; else 0
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const DEPTH = 500;

/**
 * @param {string} source  well-formed JSON; anything else gives lines that look odd, never an error
 * @returns {Lines}
 */
export function lines(source) {
  /** @type {string[]} */
  const out = [];
  /** @type {number[]} */
  const starts = [0];
  /** @type {number[]} */
  const ends = [0];
  /** @type {number[]} */
  const open = [];
  let length = 0;
  let line = 0;
  /** @param {string} piece */
  const put = (piece) => {
    out.push(piece);
    length += piece.length;
  };
  const newline = () => {
    put(`\n${"  ".repeat(Math.min(open.length, DEPTH))}`);
    line += 1;
    starts.push(length - 2 * Math.min(open.length, DEPTH));
    ends.push(0);
  };

  TOKEN.lastIndex = 0;
  let before = "";
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const token = match[0];
    const opened = before === "{" || before === "[";
    if (token === "}" || token === "]") {
      const first = open.pop();
      if (!opened) {
        newline();
        if (first !== undefined) ends[first] = line;
      }
      put(token);
    } else {
      if (opened) newline();
      if (token === ",") {
        put(token);
        newline();
      } else if (token === ":") {
        put(": ");
      } else {
        put(token);
        if (token === "{" || token === "[") open.push(line);
      }
    }
    before = token;
  }
  starts.push(length + 1);
  return { text: out.join(""), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/**
 * The line of the value at a JSON pointer; -1 when there is none.
 * @param {Lines} laid
 * @param {string} pointer
 */
export function lineOf({ text, starts, ends }, pointer) {
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
 * @returns {Lines}
 */
export function textLines(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  starts.push(text.length + 1);
  return { text, starts: Uint32Array.from(starts), ends: new Uint32Array(starts.length - 1) };
}

/**
 * Every text of the console, in the language of the page. Another language is another table.
 */
import { de } from "./locales/de.js";
import { en } from "./locales/en.js";

/** @typedef {keyof typeof en} TextKey */

/** @type {Record<string, Record<TextKey, string>>} */
const tables = { en, de };

/** The table of the page's language; English where there is none. */
function table() {
  const language =
    typeof document === "undefined" ? "en" : document.documentElement.lang.toLowerCase();
  return tables[language] ?? tables[language.split("-")[0]] ?? en;
}

/**
 * A text in the page's language.
 * @param {TextKey} word
 * @param {Record<string, string | number>} [values]  for what stands in braces
 */
export function t(word, values = {}) {
  return table()[word].replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

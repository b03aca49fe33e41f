import assert from "node:assert/strict";
import { test } from "node:test";
import { t } from "../src/i18n.js";
import { de } from "../src/locales/de.js";
import { en } from "../src/locales/en.js";

test("every language has the same texts with the same values", () => {
  for (const [word, text] of Object.entries(en)) {
    const values = (/** @type {string} */ one) => [...one.matchAll(/\{\w+\}/g)].map(String).sort();

    assert.deepEqual(values(de[/** @type {keyof typeof en} */ (word)]), values(text), word);
  }
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
});

test("values stand where the text has their names", () => {
  assert.equal(t("times", { count: 3, total: 20 }), "3 of 20");
});

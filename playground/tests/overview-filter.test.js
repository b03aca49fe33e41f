import assert from "node:assert/strict";
import { test } from "node:test";
import { article, type } from "./page.js";

await import("../src/tryfield.js");

/** An overview with two groups, one of them folded. */
const PAGE = `
  <tryfield-filter></tryfield-filter>
  <section data-tryfield-group="Users"><table><tbody>
    <tr id="list"><td>GET</td><td>List users</td><td><code>/users</code></td></tr>
    <tr id="make"><td>POST</td><td>Create a user</td><td><code>/users</code></td></tr>
  </tbody></table></section>
  <section data-tryfield-group="Teams"><details><summary>1 endpoint</summary><table><tbody>
    <tr id="team"><td>GET</td><td>Get a team</td><td><code>/teams/{id}</code></td></tr>
  </tbody></table></details></section>`;

/** The ids of the rows that are left. @param {HTMLElement} page */
const left = (page) =>
  [...page.querySelectorAll("section:not([hidden]) tr:not([hidden])")].map((row) => row.id);

test("endpoints are left that have all typed words, in their row or as their group", () => {
  const page = article(PAGE);
  const input = page.querySelector("input");

  for (const [words, ids] of /** @type {const} */ ([
    ["post", ["make"]],
    ["GET users", ["list"]],
    ["/teams/{", ["team"]],
    ["teams", ["team"]],
    ["nothing", []],
    ["", ["list", "make", "team"]],
  ])) {
    type(input, words);
    assert.deepEqual(left(page), ids, words);
  }
});

test("a filter opens folds, says how many are left, and closes them when it is emptied", () => {
  const page = article(PAGE);
  const input = page.querySelector("input");
  const fold = /** @type {HTMLDetailsElement} */ (page.querySelector("details"));

  type(input, "team");
  assert.equal(fold.open, true);
  assert.equal(page.querySelector("output")?.textContent, "1 of 3");
  type(input, "tea");
  type(input, "");
  assert.equal(fold.open, false);
  assert.equal(page.querySelector("output")?.textContent, "");
});

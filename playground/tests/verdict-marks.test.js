import assert from "node:assert/strict";
import { test } from "node:test";
import { article, press } from "./page.js";

const { nearestPaths, parentOf, VerdictMarks } = await import("../src/verdict-marks.js");

/** One endpoint as its page has it: two fields of a response, one of them with more inside. */
const PAGE = `
  <section data-tryfield-place="response">
    <div data-tryfield-children>
      <div id="id" data-tryfield-path="id"><span class="tryfield-marks"></span></div>
      <div id="tags" data-tryfield-path="tags"><span class="tryfield-marks"></span>
        <span data-tryfield-path="tags[]" data-tryfield-label="each item"><span class="tryfield-marks"></span></span></div>
      <details id="owner">
        <summary data-tryfield-path="owner"><span class="tryfield-marks"></span></summary>
        <div id="inside" data-tryfield-children>
          <div id="name" data-tryfield-path="owner.name"><span class="tryfield-marks"></span></div>
        </div>
      </details>
    </div>
  </section>`;
const FIELD = {
  place: "response",
  where: [""],
  expected: "integer",
  actual: "",
  count: 1,
  total: 1,
  note: "",
  pointer: "",
  keyword: "",
};
const NAME = {
  place: "response",
  parent: "",
  where: [],
  suggestion: "",
  actual: "string",
  count: 1,
  total: 1,
};

/**
 * Show verdicts on the page.
 * @param {object[]} fields
 * @param {object[]} [undocumented]
 */
function shown(fields, undocumented = []) {
  const page = article(PAGE);
  const marks = new VerdictMarks(page);
  /** @type {string[]} */
  const jumped = [];
  const judgement = /** @type {any} */ ({
    fields: fields.map((one) => ({ ...FIELD, ...one })),
    undocumented: undocumented.map((one) => ({ ...NAME, ...one })),
  });
  marks.show(judgement, (pointer) => jumped.push(pointer));
  return { page, marks, jumped };
}

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

test("each verdict stands in the row of its field, as a sign and a word", () => {
  const { page } = shown([
    { path: "id", verdict: "matches" },
    { path: "owner.name", verdict: "absent" },
  ]);

  assert.match(element("id").textContent ?? "", /✓ matches/);
  assert.match(element("name").textContent ?? "", /– absent/);
  assert.equal(page.querySelectorAll(".tryfield-mark").length, 2);
});

test("what differs says what was documented and received, and opens what hides it", () => {
  shown([
    { path: "owner.name", verdict: "differs", expected: "string", actual: "7", count: 2, total: 3 },
  ]);

  assert.match(element("name").textContent ?? "", /✗ differs.*string → 7 \(2 of 3\)/);
  assert.equal(/** @type {HTMLDetailsElement} */ (element("owner")).open, true);
});

test("what holds a difference does not match, and is told apart from its items", () => {
  shown([
    { path: "", verdict: "matches" },
    { path: "id", verdict: "matches" },
    { path: "owner", verdict: "matches" },
    { path: "owner.name", verdict: "absent" },
    { path: "tags", verdict: "matches" },
    { path: "tags[]", verdict: "differs", expected: "string", actual: "7" },
  ]);

  assert.match(element("tags").textContent ?? "", /✗ differs inside.*each item: ✗ differs/s);
  assert.match(element("owner").textContent ?? "", /✓ matches/);
  assert.match(element("id").textContent ?? "", /✓ matches/);
});

test("items and choices without a row of their own are silent where nothing is wrong", () => {
  const { page } = shown([
    { path: "tags", verdict: "matches" },
    { path: "tags[]", verdict: "absent" },
  ]);

  assert.equal(page.querySelectorAll(".tryfield-mark").length, 1);
});

test("an undocumented name stands where it would belong, as text", () => {
  shown([], [{ path: "owner.<b>x</b>", name: "<b>x</b>", suggestion: "name" }]);
  const row = element("inside").querySelector(".tryfield-undocumented");

  assert.match(row?.textContent ?? "", /<b>x<\/b>.*undocumented.*did you mean name\?/);
  assert.equal(row?.querySelector("b"), null);
});

test("a mark leads to the first value that it is about", () => {
  const { page, jumped } = shown([{ path: "id", verdict: "matches", where: ["/0/id", "/1/id"] }]);

  press(page.querySelector(".tryfield-mark button"));

  assert.deepEqual(jumped, ["/0/id"]);
});

test("marks are cleared without a trace, and fields that the page does not have are left out", () => {
  const { page, marks } = shown(
    [
      { path: "id", verdict: "matches" },
      { path: "gone", verdict: "matches" },
      { path: "id", verdict: "matches", place: "query" },
    ],
    [{ path: "new", name: "new" }],
  );

  assert.equal(page.querySelectorAll(".tryfield-mark").length, 2);
  marks.clear();
  assert.equal(page.querySelector(".tryfield-mark, .tryfield-undocumented"), null);
});

test("the row of a field that the page folds away is that of the nearest one around it", () => {
  const { marks } = shown([]);

  assert.equal(marks.row("response", "owner.address.city")?.tagName, "SUMMARY");
  assert.equal(marks.row("response", "nothing")?.tagName, "SECTION");
  assert.equal(marks.row("nowhere", "id"), null);
});
test("the parent of a field is its path without the last name", () => {
  assert.deepEqual(
    ["a.b.c", "a", "", "data[].id", "map{}.x", "a<2>.b", "a\\.b", "x.a\\.b"].map(parentOf),
    ["a.b", "", "", "data[]", "map{}", "a<2>", "", "x"],
  );
});

test("the nearest rows of a field go up step by step", () => {
  assert.deepEqual(
    [...nearestPaths("data[].owner<2>.id")],
    ["data[].owner<2>.id", "data[].owner<2>", "data[].owner", "data[]", "data", ""],
  );
});

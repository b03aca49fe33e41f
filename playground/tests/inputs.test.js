import assert from "node:assert/strict";
import { test } from "node:test";
import { press, type } from "./page.js";

const { anyField } = await import("../src/inputs/group-input.js");
const { makeInput } = await import("../src/inputs/make-input.js");
const { parse, stringify } = await import("../src/lossless-json.js");

/** @typedef {import("../src/protocol.d.ts").Field} Field */

/** @param {string} name @param {object} schema @param {Partial<Field>} [more] */
const field = (name, schema, more = {}) =>
  anyField(name, { schema: /** @type {any} */ (schema), type: "", ...more });

/** @param {Field} of @param {string} [text]  JSON that it begins with @param {boolean} [root] */
function input(of, text, root = false) {
  const made = makeInput(of, { make: makeInput, resolve: (one) => one }, root);
  document.body.replaceChildren(made.element);
  if (text !== undefined) made.value = parse(text);
  return made;
}

/** @param {import("../src/inputs/input.js").Input} made */
const json = ({ value }) => (value === undefined ? undefined : stringify(value, ""));
/** @param {string} label */
const labelled = (label) => document.querySelector(`[aria-label="${label}"]`);

const ADDRESS = field(
  "address",
  { type: "object" },
  {
    required: true,
    children: [field("city", { type: "string" }), field("zip", { type: "integer" })],
  },
);

test("a field sends nothing until something is filled in, and then exactly that", () => {
  const made = input(field("page", { type: "integer" }));

  assert.equal(json(made), undefined);
  type(made.element.querySelector("input"), "12345678901234567890");
  assert.equal(json(made), "12345678901234567890");
  press(labelled("page: Do not send"));
  assert.equal(json(made), undefined);
});

test("a number that is none is sent as it was typed", () => {
  const made = input(field("page", { type: "integer" }));

  type(made.element.querySelector("input"), "1e");

  assert.equal(json(made), '"1e"');
});

test("null, false, 0, an empty string and an empty list are values like any other", () => {
  for (const [schema, text] of /** @type {const} */ ([
    [{ type: "string" }, '""'],
    [{ type: "boolean" }, "false"],
    [{ type: "integer" }, "0"],
    [{ type: "array" }, "[]"],
    [{ type: "string" }, "null"],
    [{ enum: ["a", ""] }, '""'],
  ])) {
    assert.equal(json(input(field("x", schema), text)), text);
  }
});

test("a value that does not fit its control is kept, as JSON text", () => {
  for (const [schema, text] of /** @type {const} */ ([
    [{ type: "integer" }, '{"not":["a number"]}'],
    [{ type: "boolean" }, '"yes"'],
    [{ enum: ["a"] }, '"b"'],
    [{ type: "string", format: "date" }, '"2026-11-30T10:00:00.123+01:00"'],
  ])) {
    assert.equal(json(input(field("x", schema), text)), text);
  }
});

test("a time is written as RFC 3339 says", () => {
  const made = input(field("at", { type: "string", format: "date-time" }));

  type(made.element.querySelector("input"), "2026-11-30T10:00");

  assert.equal(json(made), '"2026-11-30T10:00:00Z"');
});

test("a time says that it is one of UTC, and keeps the parts of a second", () => {
  const made = input(field("at", { type: "string", format: "time" }));
  const control = /** @type {HTMLInputElement} */ (made.element.querySelector("input"));

  type(control, "10:00:05.25");

  assert.equal(json(made), '"10:00:05.25Z"');
  assert.match(made.element.textContent ?? "", /UTC/);
  assert.equal(control.title, "sent as a time in UTC");
});

test("no browser rewrites what is typed", () => {
  for (const [format, mode] of [
    ["email", "email"],
    ["uri", "url"],
  ]) {
    const made = input(field("to", { type: "string", format }));
    const control = /** @type {HTMLInputElement} */ (made.element.querySelector("input"));

    type(control, " jörg@bücher.example");

    assert.equal(json(made), '" jörg@bücher.example"');
    assert.deepEqual([control.type, control.inputMode], ["text", mode]);
  }
  const number = input(field("n", { type: "number" }));
  type(number.element.querySelector("input"), "1e3");
  assert.equal(json(number), "1e3");
});

test("a made value says so until the reader writes another one", () => {
  const made = input(field("page", { type: "integer" }), "1");

  made.made = true;
  assert.match(made.element.textContent ?? "", /made from the schema/);
  type(made.element.querySelector("input"), "2");
  assert.doesNotMatch(made.element.textContent ?? "", /made from the schema/);
  made.made = true;
  made.made = false;
  assert.doesNotMatch(made.element.textContent ?? "", /made from the schema/);
});

test("an object has its documented names first, keeps the others, and sends what is filled in", () => {
  const made = input(ADDRESS, '{"extra":{"a":1},"zip":1.0}', true);

  type(made.element.querySelector('[data-path="city"] input'), "Paris");

  assert.equal(json(made), '{"city":"Paris","zip":1.0,"extra":{"a":1}}');
});

test("items are added, moved and removed", () => {
  const list = field("tags", { type: "array" }, { children: [field("[]", { type: "string" })] });
  const made = input(list, '["a","b","c"]');

  press(document.querySelectorAll('[aria-label="Move up"]')[2]);
  press(document.querySelectorAll('[aria-label="Remove"]')[0]);

  assert.equal(json(made), '["c","b"]');
});

test("the choice that a value looks like is taken, and another one does not send its fields", () => {
  const cat = {
    label: "Cat",
    field: field("", {}, { type: "object", children: [field("lives", { type: "integer" })] }),
  };
  const dog = {
    label: "Dog",
    field: field("", {}, { type: "object", children: [field("bark", { type: "string" })] }),
  };
  const made = input(
    field("pet", {}, { choices: [cat, dog], combiner: "oneOf" }),
    '{"bark":"wuff"}',
  );
  const select = /** @type {HTMLSelectElement} */ (made.element.querySelector("select"));

  assert.equal(select.value, "1");
  assert.equal(json(made), '{"bark":"wuff"}');
  select.value = "0";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  assert.equal(json(made), "{}");
});

test("a field of any type reads what is typed as JSON where it is that, else as a string", () => {
  const made = input(field("any", {}));

  for (const [typed, sent] of [
    ["12", "12"],
    ["true", "true"],
    ['{"a":1}', '{"a":1}'],
    ["hello", '"hello"'],
  ]) {
    type(made.element.querySelector("input"), typed);
    assert.equal(json(made), sent);
  }
});

const CAT = field(
  "",
  { type: "object" },
  {
    type: "object",
    children: [
      field("kind", { type: "string" }, { type: "string", required: true }),
      field("name", { type: "string" }, { type: "string" }),
      field("meows", { type: "boolean" }, { type: "boolean" }),
    ],
  },
);
const DOG = field(
  "",
  { type: "object" },
  {
    type: "object",
    children: [
      field("kind", { const: "dog" }, { type: "string", required: true }),
      field("name", { type: "string" }, { type: "string" }),
      field("hunts", { type: "boolean" }, { type: "boolean" }),
    ],
  },
);
const PET = field(
  "pet",
  {},
  {
    combiner: "oneOf",
    discriminator: "kind",
    choices: [
      { label: "cat", field: CAT },
      { label: "dog", field: DOG },
      { label: "Plain", field: field("", { type: "string" }, { type: "string" }) },
    ],
  },
);

/** @param {string} index */
function choose(index) {
  const select = /** @type {HTMLSelectElement} */ (labelled("pet: Shape"));
  select.value = index;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

test("another shape starts with its own fields, keeps common values and sets the discriminator", () => {
  const made = input(PET, '{"kind":"cat","name":"Tom","meows":true}');

  choose("1");

  assert.equal(json(made), '{"kind":"dog","name":"Tom"}');
});

test("a shape that is chosen again has its old values", () => {
  const made = input(PET, '{"kind":"cat","name":"Tom","meows":true}');

  choose("2");
  assert.equal(json(made), undefined);
  choose("0");

  assert.equal(json(made), '{"kind":"cat","name":"Tom","meows":true}');
});

test("an added item of a list of objects is sent at once, with one press", () => {
  const item = field("[]", { type: "object" }, { children: [field("id", { type: "integer" })] });
  const made = input(field("list", { type: "array" }, { children: [item] }));

  press(labelled("list: Add item"));
  press(labelled("list: Add item"));

  assert.equal(json(made), "[{},{}]");
});

test("the numbers and the strings of a list of values look different", () => {
  const made = input(field("size", { enum: [1, "1", "large"] }));

  const labels = [...made.element.querySelectorAll("option")].map((one) => one.textContent);
  assert.deepEqual(labels.slice(1), ["1", '"1"', "large"]);
});

test("an object, a list and a choice that may be null are sent as null, and come back as they were", () => {
  const items = [field("[]", { type: "string" })];
  for (const [of, text] of /** @type {[Field, string][]} */ ([
    [{ ...ADDRESS, nullable: true }, '{"city":"Rome"}'],
    [{ ...ADDRESS, required: false, nullable: true }, '{"city":"Rome"}'],
    [field("list", { type: ["array", "null"] }, { children: items, nullable: true }), '["a"]'],
    [{ ...PET, nullable: true }, '{"kind":"dog","name":"Tom"}'],
  ])) {
    const made = input(of, text);
    const toggle = labelled(`${of.name}: null`);

    press(toggle);
    assert.equal(json(made), "null");
    press(toggle);
    assert.equal(json(made), text);
    made.value = null;
    assert.equal(json(made), "null");
  }
});

test("null is offered where it is documented, and shown where an example has it", () => {
  const made = input(ADDRESS);
  const toggle = /** @type {HTMLElement} */ (labelled("address: null"));

  assert.equal(toggle.hidden, true);
  made.value = null;
  assert.equal(toggle.hidden, false);
  made.value = parse('{"zip":1}');
  assert.equal(json(made), '{"zip":1}');
});

test("a list of items that may be null holds null", () => {
  const item = field("[]", { type: "object" }, { type: "object", nullable: true, path: "list[]" });
  const made = input(field("list", { type: "array" }, { children: [item] }), '[null,{"a":1}]');

  assert.equal(json(made), '[null,{"a":1}]');
});

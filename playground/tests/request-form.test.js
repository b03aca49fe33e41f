import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { anyField } = await import("../src/inputs/group-input.js");
const { parse } = await import("../src/lossless-json.js");
const { BodyPart, ParametersPart } = await import("../src/parts/request-form.js");

const MADE = /made from the schema/;
const name = anyField("name", { schema: { type: "string" }, type: "string" });

test("a parameter that nobody documented a value of is marked, its neighbour is not", () => {
  const other = { ...name, name: "other", path: "other" };
  const part = new ParametersPart({ place: "query", fields: [name, other] });
  const values = /** @type {any} */ (parse('[{"in":"query","name":"name","value":"x"}]'));

  part.set(values, [
    ["query", "name"],
    ["path", "other"],
  ]);

  const [first, second] = part.element.querySelectorAll(".tryfield-console-input");
  assert.match(first.textContent ?? "", MADE);
  assert.doesNotMatch(second.textContent ?? "", MADE);
  part.set(values, []);
  assert.doesNotMatch(part.element.textContent ?? "", MADE);
});

test("a made body is marked until the reader writes another one", () => {
  const body = anyField("", { schema: { type: "object" }, type: "object", children: [name] });
  const part = new BodyPart([
    { mediaType: "application/json", kind: "json", field: body, examples: [] },
  ]);

  part.set(/** @type {any} */ (parse('{"body":"{\\"name\\":\\"x\\"}","made":[["body",""]]}')));
  assert.match(part.element.textContent ?? "", MADE);
  const control = /** @type {HTMLInputElement} */ (part.element.querySelector("input"));
  control.value = "y";
  control.dispatchEvent(new Event("input", { bubbles: true }));
  assert.doesNotMatch(part.element.textContent ?? "", MADE);
});

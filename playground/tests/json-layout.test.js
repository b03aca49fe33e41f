import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut, layOutText, lineOfPointer } from "../src/json-layout.js";

/** @param {import("../src/json-layout.js").JsonLayout} laid */
const all = (laid) =>
  [...laid.starts.subarray(0, -1)].map((start, index) =>
    laid.text.slice(start, laid.starts[index + 1] - 1),
  );

test("JSON is laid out two blanks a level, and nothing but white space changes", () => {
  const source = '{"a":[1,{"b":null}],"a":12345678901234567890,"e":{},"s":"x, {\\"y\\": 1}"}';

  const laid = layOut(source);

  assert.deepEqual(all(laid), [
    "{",
    '  "a": [',
    "    1,",
    "    {",
    '      "b": null',
    "    }",
    "  ],",
    '  "a": 12345678901234567890,',
    '  "e": {},',
    '  "s": "x, {\\"y\\": 1}"',
    "}",
  ]);
  assert.equal(laid.text.replaceAll(/\s/g, ""), source.replaceAll(/\s/g, ""));
});

test("a line that opens something knows where that closes", () => {
  const { ends } = layOut('{"a":[1,{"b":null}],"e":{}}');

  assert.deepEqual([...ends], [8, 6, 0, 5, 0, 0, 0, 0, 0]);
});

test("a JSON pointer leads to its line", () => {
  const laid = layOut('{"a":[1,{"b/c":null},[]],"~":{"":2}}');

  assert.deepEqual(
    ["", "/a", "/a/0", "/a/1/b~1c", "/a/2", "/~0", "/~0/", "/nope", "/a/9", "/a/0/x"].map(
      (pointer) => lineOfPointer(laid, pointer),
    ),
    [0, 1, 2, 4, 6, 8, 9, -1, -1, -1],
  );
});

test("text that is no JSON still becomes lines", () => {
  for (const source of ["", "}}}", '{"a":', '[1,,"x', "plain text"])
    assert.ok(layOut(source).starts.length >= 2, source);
});

test("a long answer is laid out in no time", () => {
  const source = JSON.stringify(
    Array.from({ length: 100_000 }, (_, id) => ({ id, name: `user ${id}` })),
  );
  const began = process.cpuUsage();

  const laid = layOut(source);

  assert.equal(laid.starts.length - 1, 400_002);
  // Microseconds of work, since a machine may have little time for us.
  assert.ok(process.cpuUsage(began).user < 5_000_000);
});

test("any text can be shown line by line", () => {
  assert.deepEqual(all(layOutText("one\n\nthree")), ["one", "", "three"]);
});

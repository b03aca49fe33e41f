import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, parentOf } from "../src/marks.js";

test("the parent of a field is its path without the last name", () => {
  assert.deepEqual(["a.b.c", "a", "", "data[].id", "map{}.x", "a<2>.b", "a\\.b", "x.a\\.b"].map(parentOf), ["a.b", "", "", "data[]", "map{}", "a<2>", "", "x"]);
});

test("the nearest rows of a field go up step by step", () => {
  assert.deepEqual([...nearest("data[].owner<2>.id")], ["data[].owner<2>.id", "data[].owner<2>", "data[].owner", "data[]", "data", ""]);
});

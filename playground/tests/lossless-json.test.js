import assert from "node:assert/strict";
import { test } from "node:test";
import {
  equal,
  fromPlain,
  isNumber,
  LosslessNumber,
  parse,
  stringify,
} from "../src/lossless-json.js";

test("a number keeps all its digits from text to text", () => {
  const text = '{"id":12345678901234567890,"price":1.0,"huge":1e400,"small":-0.10}';

  assert.equal(stringify(parse(text), ""), text);
});

test("a name is only a name, even one that JavaScript knows", () => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":1}');

  assert.ok(value instanceof Map);
  assert.deepEqual([...value.keys()], ["__proto__", "constructor"]);
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
});

test("what is not JSON is refused with its line and column", () => {
  for (const [text, where] of [
    ['{\n  "a": 1,\n}', "3:1"],
    ["[1 2]", "1:4"],
    ["nul", "1:1"],
    ["01", "1:2"],
    ['"\n"', "1:1"],
    ["", "1:1"],
  ]) {
    assert.throws(
      () => parse(text),
      (/** @type {Error} */ error) =>
        error instanceof SyntaxError && error.message.startsWith(where),
      text,
    );
  }
});

test("a text of brackets does not exhaust the stack", () => {
  assert.throws(() => parse("[".repeat(100_000)), SyntaxError);
});

test("plain values may hold exact ones, and what is undefined is left out", () => {
  const value = {
    name: "x",
    value: new LosslessNumber("1.00"),
    none: undefined,
    list: [undefined, null, false, 0, ""],
  };

  assert.equal(stringify(value, ""), '{"name":"x","value":1.00,"list":[null,false,0,""]}');
});

test("values are the same when their text is", () => {
  assert.ok(equal(parse('{"a":[1]}'), fromPlain({ a: [1] })));
  assert.ok(!equal(parse("1.0"), parse("1")));
  assert.ok(!equal(undefined, null));
});

test("only a JSON number is a number", () => {
  assert.deepEqual(["1", "-0.5e-3", "01", "1.", "", " 1", "1a", "0x1"].map(isNumber), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("names that look like numbers keep their order, and the last of two equal names counts", () => {
  assert.equal(stringify(parse('{"2":1,"1":2,"a":0,"a":3}'), ""), '{"2":1,"1":2,"a":3}');
});

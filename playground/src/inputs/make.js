/**
 * The input that fits a documented field.
 */
import { from } from "../json.js";
import { FileInput } from "./file.js";
import { Simple, choice, loose, moment, number, raw, text } from "./input.js";
import { Items } from "./list.js";
import { Members } from "./object.js";
import { Union } from "./union.js";

/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").Place} Place */

/**
 * @param {Field} shown
 * @param {Place} place
 * @param {boolean} [root]  a whole body, which has no name of its own
 * @returns {Input}
 */
export function make(shown, place, root = false) {
  const field = shown.repeats ? { ...place.resolve(shown), name: shown.name, required: shown.required } : shown;
  const schema = typeof field.schema === "object" ? field.schema : {};
  const types = kinds(schema, field);
  if (field.choices.length) return new Union(field, place);
  if (place.files && isBinary(schema)) return new FileInput(field, place);
  if ("const" in schema) return new Simple(field, place, choice([from(schema.const)], field.required));
  if (Array.isArray(schema.enum)) return new Simple(field, place, choice(schema.enum.filter((one) => one !== null).map(from), field.required));
  if (types.length === 1) {
    switch (types[0]) {
      case "object":
        return new Members(field, place, root);
      case "array":
        return new Items(field, place);
      case "boolean":
        return new Simple(field, place, choice([true, false], field.required));
      case "integer":
      case "number":
        return new Simple(field, place, number());
      case "string":
        if (["date", "date-time", "time"].includes(schema.format)) return new Simple(field, place, moment(schema.format));
        return new Simple(field, place, text(schema));
    }
  }
  // What may be one of several types, or anything, is written as text when it can be text.
  const any = ["string", "number", "boolean", "object", "array"];
  const open = types.length ? types : any;
  return new Simple(field, place, open.includes("string") ? loose(open) : raw());
}

/** @param {Record<string, any>} schema @param {Field} field @returns {string[]} */
function kinds(schema, field) {
  const named = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (named.length) return named;
  if (field.children.some((child) => /^\[/.test(child.name))) return ["array"];
  return field.children.length ? ["object"] : [];
}

/** @param {Record<string, any>} schema */
function isBinary(schema) {
  return schema.format === "binary" || (typeof schema.contentMediaType === "string" && !schema.contentEncoding && schema.contentMediaType !== "text/plain");
}

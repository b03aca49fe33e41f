/**
 * The input that fits a documented field.
 */
import { fromPlain } from "../lossless-json.js";
import { ArrayInput } from "./array-input.js";
import { FileInput, isBinary } from "./file-input.js";
import {
  dateTimeControl,
  guessControl,
  jsonControl,
  numberControl,
  selectControl,
  textControl,
  ValueInput,
} from "./input.js";
import { ObjectInput } from "./object-input.js";
import { UnionInput } from "./union-input.js";

/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/**
 * @param {Field} shown
 * @param {InputContext} context
 * @param {boolean} [root]  a whole body, which has no name of its own
 * @returns {Input}
 */
export function makeInput(shown, context, root = false) {
  const field = shown.repeats
    ? { ...context.resolve(shown), name: shown.name, required: shown.required }
    : shown;
  const schema = typeof field.schema === "object" ? field.schema : {};
  const types = kinds(schema, field);
  if (field.choices.length) return new UnionInput(field, context);
  if (context.files && isBinary(schema)) return new FileInput(field, context);
  if ("const" in schema)
    return new ValueInput(field, context, selectControl([fromPlain(schema.const)], field.required));
  if (Array.isArray(schema.enum))
    return new ValueInput(
      field,
      context,
      selectControl(schema.enum.filter((one) => one !== null).map(fromPlain), field.required),
    );
  if (types.length === 1) {
    switch (types[0]) {
      case "object":
        return new ObjectInput(field, context, root);
      case "array":
        return new ArrayInput(field, context);
      case "boolean":
        return new ValueInput(field, context, selectControl([true, false], field.required));
      case "integer":
      case "number":
        return new ValueInput(field, context, numberControl());
      case "string":
        if (["date", "date-time", "time"].includes(schema.format))
          return new ValueInput(field, context, dateTimeControl(schema.format));
        return new ValueInput(field, context, textControl(schema));
    }
  }
  // What may be one of several types, or anyField, is written as text when it can be text.
  const any = ["string", "number", "boolean", "object", "array"];
  const open = types.length ? types : any;
  return new ValueInput(
    field,
    context,
    open.includes("string") ? guessControl(open) : jsonControl(),
  );
}

/** @param {Record<string, any>} schema @param {Field} field @returns {string[]} */
function kinds(schema, field) {
  const named = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (named.length) return named;
  if (field.children.some((child) => /^\[/.test(child.name))) return ["array"];
  return field.children.length ? ["object"] : [];
}

/** What a reader takes along of an answer. */
import type { Contract } from "../protocol.d.ts";
import type { WireAnswer, WireRequest } from "./requests.d.ts";

export interface Report {
  endpoint?: string;
  contract?: Contract;
  /** As sent or as `shown`: it is redacted in either case. */
  request: WireRequest;
  answer: WireAnswer;
  /** Address of the page, without its fragment. */
  link?: string;
  secrets?: string[];
}

export interface Patch {
  /** `mdx` or `yaml` */
  language: string;
  text: string;
  /** Places and paths that the lines are for. */
  fields: { place: string; path: string }[];
}

export interface Comparison {
  equal: boolean;
  status: [left: number, right: number];
  headers: { name: string; left: string; right: string }[];
  /** Worst 200; texts are short. `pointer` is a JSON pointer, "" for bodies that are no JSON. */
  body: { pointer: string; left: string; right: string; change: "changed" | "added" | "removed" }[];
}

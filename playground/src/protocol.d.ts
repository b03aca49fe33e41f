/**
 * The messages of `tryfield.core.bridge`, the one door between the page and Python.
 *
 * `call(operation, argument)` takes and gives JSON text. Numbers keep all their digits on both
 * sides: write and read them with a JSON parser that does. Every answer is the result of its
 * operation, or `Refused`; nothing is ever thrown.
 */
import type { Advice, Failed } from "./protocol/failures.d.ts";
import type { Form, Open } from "./protocol/form.d.ts";
import type { Comparison, Patch, Report } from "./protocol/reports.d.ts";
import type { Prepare, Prepared, Values, WireAnswer, WireRequest } from "./protocol/requests.d.ts";
import type { Judged } from "./protocol/verdicts.d.ts";

export type * from "./protocol/failures.d.ts";
export type * from "./protocol/form.d.ts";
export type * from "./protocol/reports.d.ts";
export type * from "./protocol/requests.d.ts";
export type * from "./protocol/verdicts.d.ts";

/** What each operation takes and gives. */
export interface Operations {
  /** Keep a contract under an id, and describe its form. */
  open: { argument: Open; result: Form };
  /** Remember an OpenAPI 3.1 document, given as text: what the code of readers may call. */
  learn: { argument: { document: string }; result: { endpoints: number } };
  /** The values of a named example; "" is the one that a page shows first. */
  example: { argument: Target & { name?: string }; result: { values: Values } };
  /** The values that a pasted curl command says; what the docs do not know goes to `headers`. */
  fill: { argument: Target & { curl: string }; result: { values: Values; notes: string[] } };
  /** Build a request, and say everything about it before it is sent. */
  prepare: { argument: Prepare; result: Prepared };
  /** Compare an answer with the documentation. */
  judge: { argument: Target & { answer: WireAnswer; method?: string; relayed?: boolean }; result: Judged };
  /** The documented answer to a request. */
  mock: { argument: Target & { values?: Values; drift?: boolean; status?: string }; result: { answer: WireAnswer; judged: Judged } };
  /** What a failed send means; asks for probes by `probe` when it needs them. */
  advise: { argument: Failed; result: Advice };
  /** A request that was really sent, as code. */
  snippets: { argument: { request: WireRequest; languages?: string[]; reveal?: boolean; secrets?: string[] }; result: { snippets: Record<string, string> } };
  /** What was found, as Markdown for an issue. Redacted. */
  report: { argument: Report; result: { title: string; markdown: string } };
  /** The lines that would document what was seen. */
  patch: { argument: Target & { answer: WireAnswer; dialect?: "mdx" | "openapi" }; result: Patch };
  /** How two answers differ. */
  compare: { argument: { left: WireAnswer; right: WireAnswer }; result: Comparison };
}

export type Operation = keyof Operations;

/**
 * `exchange(argument, fetch)` builds, sends with the function given, and judges. `fetch` gets a
 * `WireRequest` as JSON text and gives `Fetched` as JSON text.
 */
export interface Exchange {
  argument: Prepare;
  /** The answer comes without its body: the caller has it in bytes. */
  result: { shown: WireRequest; answer: WireAnswer; judged: Judged } | { shown: WireRequest; advice: Advice };
}

/**
 * `carry(argument, fetch)` sends what a reader's code asks for, with the credentials in `values`
 * where the code has none. The `fetch` gets `direct: false` beside its request when only a relay
 * can send it.
 */
export interface Carry {
  argument: { endpoint?: string; request: WireRequest; values?: Values; page?: string; relay?: boolean; mock?: boolean; drift?: boolean };
  /**
   * `own`: it went to the endpoint of the argument. `values`: what would fill in its form, as JSON
   * text; "" where no form could say it. `judged` is null when nobody documented it.
   */
  result: { shown: WireRequest; own: boolean; values: string } & ({ answer: WireAnswer; judged: Judged | null; faults: string[] } | { advice: Advice } | { refused: string });
}

/** `relayed`: it came by the relay, so that every header is visible. */
export type Fetched = (WireAnswer & { relayed?: boolean }) | Pick<Failed, "failure" | "probes">;

/** Instead of a result. */
export interface Refused {
  error: {
    /** `not-open`: call `open` first (the worker was restarted); `bad-argument`, `unknown-operation`, `request`, `internal`. */
    code: string;
    /** One sentence. */
    message: string;
  };
}

/** An endpoint: the id that `open` was called with. A whole contract works too, and is not kept. */
export type Target = { endpoint: string; contract?: Contract } | { endpoint?: string; contract: Contract };

/** One endpoint as an OpenAPI 3.1 document, or its JSON text. */
export type Contract = Record<string, unknown> | string;

/**
 * The messages of `tryfield.core.bridge`, the one door between the page and Python.
 *
 * `call(operation, argument)` takes and gives JSON text. Numbers keep all their digits on both
 * sides: write and read them with a JSON parser that does. Every return value is the result of its
 * operation, or `Refused`; nothing is ever thrown.
 */

/** What each operation takes and gives. */
export interface Operations {
  /** Keep a contract under an id, and describe its form. */
  open: { argument: Open; result: Form };
  /** Remember an OpenAPI 3.1 document, given as text: what the code of readers may call. */
  learn: { argument: { document: string }; result: { endpoints: number } };
  /** The values of a named example; "" is the one that a page shows first. */
  example: { argument: Target & { name?: string }; result: { values: Values } };
  /** The values that a pasted curl command says; what the docs do not know goes to `headers`. */
  fill: {
    argument: Target & { curl: string };
    result: {
      values: Values;
      notes: string[];
      /** By scheme: what the command has for it. Never shown, stored or logged. */
      credentials?: Record<string, Record<string, string>>;
    };
  };
  /** Build a request, and say everything about it before it is sent. */
  prepare: { argument: PrepareRequest; result: RequestPreview };
  /** Compare a response with the documentation. */
  judge: {
    argument: Target & { answer: WireResponse; method?: string; relayed?: boolean };
    result: ResponseReport;
  };
  /** The documented response to a request. */
  mock: {
    argument: Target & { values?: Values; drift?: boolean; status?: string };
    result: { answer: WireResponse; judged: ResponseReport };
  };
  /** What a failed send means; asks for probes by `probe` when it needs them. */
  advise: { argument: FailedSend; result: Advice };
  /** A request that was really sent, as code. */
  snippets: {
    argument: { request: WireRequest; languages?: string[]; reveal?: boolean; secrets?: string[] };
    result: { snippets: Record<string, string> };
  };
  /** What was found, as Markdown for an issue. Redacted. */
  report: { argument: IssueReport; result: { title: string; markdown: string } };
  /** The lines that would document what was seen. */
  patch: {
    argument: Target & { answer: WireResponse; dialect?: "mdx" | "openapi" };
    result: Patch;
  };
  /** How two responses differ. */
  compare: { argument: { left: WireResponse; right: WireResponse }; result: Comparison };
}

export type Operation = keyof Operations;

/**
 * `exchange(argument, fetch)` builds, sends with the function given, and judges. `fetch` gets a
 * `WireRequest` as JSON text and gives `Fetched` as JSON text.
 */
export interface Exchange {
  argument: PrepareRequest;
  /** The response comes without its body: the caller has it in bytes. */
  result:
    | { shown: WireRequest; answer: WireResponse; judged: ResponseReport }
    | { shown: WireRequest; advice: Advice };
}

/**
 * `carry(argument, fetch)` sends what a reader's code asks for, with the credentials in `values`
 * where the code has none. The `fetch` gets `direct: false` beside its request when only a relay
 * can send it.
 */
export interface CodeRequest {
  argument: {
    endpoint?: string;
    request: WireRequest;
    values?: Values;
    page?: string;
    relay?: boolean;
    mock?: boolean;
    drift?: boolean;
  };
  /**
   * `own`: it went to the endpoint of the argument. `values`: what would fill in its form, as JSON
   * text; "" where no form could say it. `judged` is null when nobody documented it.
   */
  result: { shown: WireRequest; own: boolean; values: string } & (
    | { answer: WireResponse; judged: ResponseReport | null; faults: string[] }
    | { advice: Advice }
    | { refused: string }
  );
}

/** `relayed`: it came by the relay, so that every header is visible. */
export type Fetched =
  | (WireResponse & { relayed?: boolean })
  | Pick<FailedSend, "failure" | "probes">;

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
export type Target =
  | { endpoint: string; contract?: Contract }
  | { endpoint?: string; contract: Contract };

/** One endpoint as an OpenAPI 3.1 document, or its JSON text. */
export type Contract = Record<string, unknown> | string;

// What a console draws: an endpoint as a form.

export interface Open {
  endpoint: string;
  contract: Contract;
  /** Component schemas that other contracts need as well: JSON objects, by name. */
  components?: string[];
  /** `scheme://host:port` of the page; relative server URLs and mixed content are judged by it. */
  page?: string;
}

export interface Form {
  endpoint: string;
  method: string;
  path: string;
  title: string;
  deprecated: boolean;
  /** Not GET, HEAD or OPTIONS: a console may ask before it sends. */
  destructive: boolean;
  servers: Server[];
  auth: Authentication;
  /** Parameters: `path`, `query`, `querystring`, `header`, `cookie`, in the order of the page. */
  sections: Section[];
  /** One for each documented media type of the request. */
  bodies: Body[];
  bodyRequired: boolean;
  /** What `example` knows. */
  examples: { name: string; summary: string }[];
  /** Prefilled: the same as `example` without a name. */
  values: Values;
  languages: Language[];
  /** Documented responses, for those who want to choose what Mock gives. */
  responses: { status: string; description: string; mediaTypes: string[] }[];
}

export interface Server {
  url: string;
  description: string;
  variables: ServerVariable[];
}

export interface ServerVariable {
  name: string;
  default: string;
  enum: string[];
  description: string;
}

export interface Authentication {
  /** One of them is enough; all schemes of one are needed. Index is `Values.alternative`. */
  alternatives: { schemes: { name: string; scopes: string[] }[] }[];
  /** Anonymous calls are documented. */
  optional: boolean;
  schemes: Scheme[];
}

export interface Scheme {
  name: string;
  kind: "apiKey" | "http" | "oauth2" | "openIdConnect" | "mutualTLS";
  /** What to ask for: one text (key or token), a user with a password, or nothing that a page can send. */
  asks: "value" | "basic" | "nothing";
  /** Where it travels, and under which name: header `Authorization`. */
  location: "query" | "header" | "cookie";
  parameter: string;
  /** Stands before the credential: `"Token "`, `"Bearer "`. Pasting it too is fine. */
  prefix: string;
  description: string;
  /** What the definition writes instead of a credential; only ever a placeholder. */
  placeholder: string;
  /** OAuth 2 flows as in OpenAPI: `{authorizationCode: {authorizationUrl, tokenUrl, scopes}}`. */
  flows: Record<string, Record<string, unknown>>;
  openIdConnectUrl: string;
}

export interface Section {
  place: string;
  fields: Field[];
}

/** One documented value; a parameter, or something in a body. */
export interface Field {
  name: string;
  /** Unique in its place; `data[].id`. `[]` items, `{}` values of a map, `<2>` second choice. */
  path: string;
  pointer: string;
  /** References resolved and `allOf` merged, one level deep. */
  schema: Record<string, any> | boolean;
  /** In words: `array of integer`. */
  type: string;
  required: boolean;
  nullable: boolean;
  description: string;
  deprecated: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  /** Why no verdict can be given; "" when one can. */
  unchecked: string;
  /** Properties; `[]` for items; `{}` for the values of a map. */
  children: Field[];
  combiner: "" | "oneOf" | "anyOf";
  choices: { label: string; field: Field }[];
  discriminator: string;
  /** Path of the ancestor whose schema this is; `(root)` for the root. Then it has no children. */
  repeats: string;
  /** An example or default to show in an empty control, as text. */
  hint: string;
}

export interface Body {
  mediaType: string;
  /** How it is written: JSON text, fields of a form, text (also XML), or one file. */
  kind: "json" | "form" | "multipart" | "text" | "file";
  /** The whole value; null without a schema. */
  field: Field | null;
  /** Named examples of this media type, as text. */
  examples: { name: string; summary: string; text: string }[];
}

export interface Language {
  /** `curl`, `python`, `python-requests`, `javascript`, `go`, `java`, `csharp`, `php`, `ruby`, `powershell`. */
  id: string;
  title: string;
}

// What a reader chose, the request that it makes, and the response that comes.

/** What a reader chose. What is not in it is not sent; what is in it is sent, even `""`, `null` and `[]`. */
export interface Values {
  /** Base URL, perhaps with `{variables}`; absent or "": the first documented one. */
  server?: string;
  variables?: Record<string, string>;
  parameters?: ParameterValue[];
  /** Of the body; absent: the first documented one. */
  mediaType?: string;
  /** Text of a `json` or `text` body, sent as it is. Absent: no body. */
  body?: string;
  /** Fields of a `form` or `multipart` body, in order. */
  form?: FormValue[];
  /** A `file` body. */
  file?: Upload;
  /** Which of `Authentication.alternatives`. */
  alternative?: number;
  /** By the name of the scheme. Never part of a result. */
  credentials?: Record<string, Credential>;
  /** Beyond the documented ones. */
  headers?: [name: string, value: string][];
  /** Of a result: which values nobody documented, so that they were made from their schema. */
  made?: [place: string, name: string][];
}

export interface ParameterValue {
  in: "path" | "query" | "querystring" | "header" | "cookie";
  name: string;
  value: unknown;
}

export interface FormValue {
  name: string;
  /** A JSON value, an upload, or a list with uploads in it. */
  value: unknown | Upload | Upload[];
}

export interface Upload {
  filename: string;
  mediaType: string;
  /** Its bytes, where Python has them. */
  base64?: string;
  /** What stands for them, where only the page has them: see `uploads.js`. */
  reference?: string;
}

export interface Credential {
  value?: string;
  user?: string;
  password?: string;
}

export interface PrepareRequest {
  endpoint?: string;
  contract?: Contract;
  values: Values;
  /** Languages to write; absent: all of them. */
  languages?: string[];
  /** Show credentials in snippets. */
  reveal?: boolean;
  /** `scheme://host:port` of the page. */
  page?: string;
}

export interface WireRequest {
  method: string;
  /** Absolute, with its query. */
  url: string;
  headers: [name: string, value: string][];
  /** base64 */
  body: string;
}

export interface RequestPreview {
  /** What to send. Holds credentials: never show, store or log it. */
  request: WireRequest;
  /** The same to look at: credentials masked. */
  shown: WireRequest;
  /** `scheme://host:port` that it goes to. */
  origin: string;
  /** It carries a credential. Which one was typed for which origin is the page's to know. */
  authenticated: boolean;
  /** Schemes whose credential looks like a placeholder, so that it is not sent. */
  unsent: string[];
  snippets: Record<string, string>;
  /** What the documentation would object to; never a reason not to send. */
  objections: Objection[];
  judgement: Judgement;
  /** What a browser will not do with it: one sentence each. */
  obstacles: BrowserRestriction[];
  /** Only a relay can send it as it is. */
  relay: boolean;
}

export interface Objection {
  place: string;
  path: string;
  /** One sentence. */
  message: string;
}

export interface BrowserRestriction {
  code:
    | "get-body"
    | "header"
    | "cookie"
    | "mixed-content"
    | "method"
    | "header-text"
    | "userinfo"
    | "address"
    | "port";
  /** One sentence: what, and why. */
  message: string;
  /** Name of the header, where there is one. */
  name: string;
}

export interface WireResponse {
  status: number;
  headers: [name: string, value: string][];
  /** base64 */
  body: string;
  seconds: number;
  /** After redirects. */
  url: string;
}

// What a response says about the documentation.

export interface ResponseReport {
  judgement: Judgement;
  body: BodyFacts;
  /** `matches`: nothing differs and something was checked; `undocumented`: only unknown names; `unchecked`: nothing could be judged. */
  outcome: "matches" | "differs" | "undocumented" | "unchecked";
  /** The outcome in one sentence, for a live region. */
  words: string;
}

export interface BodyFacts {
  /** Of the status: `Not Found`. */
  status: string;
  mediaType: string;
  charset: string;
  kind:
    | "empty"
    | "json"
    | "ndjson"
    | "sse"
    | "html"
    | "xml"
    | "text"
    | "image"
    | "audio"
    | "video"
    | "binary";
  bytes: number;
  /** The name that the response suggests for saving; "" without one. */
  filename: string;
  /** Why a body that should be JSON is not. */
  problems: { message: string; advice: string; line: number; column: number }[];
}

/** As `tryfield.core.verdict.judgement.Judgement.to_json` writes it. */
export interface Judgement {
  place: string;
  status: string;
  mediaType: string;
  /** Nothing differs, nothing is undocumented, no problem. */
  agrees: boolean;
  fields: FieldVerdict[];
  undocumented: Undocumented[];
  problems: Problem[];
  coverage: { documented: number; seen: number; judged: number };
}

export interface FieldVerdict {
  place: string;
  path: string;
  verdict: "matches" | "differs" | "absent" | "not-checkable";
  expected: string;
  actual: string;
  /** JSON pointers into the body, the first few. */
  where: string[];
  count: number;
  total: number;
  note: string;
  pointer: string;
  keyword: string;
  /** The browser shows this page no such header, so nobody knows whether it came. */
  hidden: boolean;
}

export interface Undocumented {
  place: string;
  path: string;
  /** Path of the documented field that it stands in. */
  parent: string;
  name: string;
  where: string[];
  /** Path of a documented field of nearly the same name. */
  suggestion: string;
  actual: string;
  count: number;
  total: number;
}

/** What is wrong with the whole: an undocumented status, a content type that differs, no JSON. */
export interface Problem {
  code: string;
  message: string;
  expected: string;
  actual: string;
  detail: string;
}

// A send without a response, and what to do about it.

export interface FailedSend {
  request: WireRequest;
  page?: string;
  failure: {
    /** `TypeError`, `TimeoutError`, `AbortError` … */
    name: string;
    message: string;
    /** The reader pressed Cancel. */
    cancelled?: boolean;
    /** We gave up after this many seconds. */
    timeout?: number;
    /** From a `securitypolicyviolation` event. */
    blocked?: { directive: string; uri: string };
    /** It failed at the relay, with this response where there is one. */
    relay?: { status: number; message: string };
    /** It failed while the body was being read. */
    reading?: boolean;
    /** It was redirected, and not followed. */
    redirected?: boolean;
  };
  /** What the browser said to `Probe`s; absent when not made. */
  probes?: {
    /** HEAD, `mode: "no-cors"`, no credentials. */
    opaque?: ProbeResult;
    /** HEAD, `mode: "cors"`, no headers of our own. */
    plain?: ProbeResult;
    /** The same, and redirections are not followed. */
    manual?: ProbeResult;
    /** As `opaque`, of the root of the origin. */
    root?: ProbeResult;
    /** `navigator.onLine` */
    online?: boolean;
  };
  secrets?: string[];
}

export type ProbeResult = "reached" | "redirected" | "failed" | "timeout";

export interface Advice {
  code:
    | "cancelled"
    | "timeout"
    | "offline"
    | "unreachable"
    | "cors"
    | "preflight"
    | "mixed-content"
    | "policy"
    | "malformed"
    | "relay"
    | "redirect"
    | "interrupted"
    | "upload"
    | "unknown";
  /** One line. */
  title: string;
  /** First what is known, then what is not. */
  known: string[];
  unknown: string[];
  advice: string[];
  /** The same request for a terminal, credentials masked. */
  curl: string;
  /** Make these probes and ask again with their results; empty when nothing more can be learnt. */
  probe: Probe[];
}

export interface Probe {
  name: "opaque" | "plain" | "manual" | "root";
  url: string;
  method: "HEAD";
  mode: "no-cors" | "cors";
  redirect: "follow" | "manual";
}

// What a reader takes along of a response.

export interface IssueReport {
  endpoint?: string;
  contract?: Contract;
  /** As sent or as `shown`: it is redacted in either case. */
  request: WireRequest;
  answer: WireResponse;
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

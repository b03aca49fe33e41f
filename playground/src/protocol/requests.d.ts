/** What a reader chose, the request that it makes, and the answer that comes. */
import type { Contract } from "../protocol.d.ts";
import type { Judgement } from "./verdicts.d.ts";

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
  base64: string;
}

export interface Credential {
  value?: string;
  user?: string;
  password?: string;
}

export interface Prepare {
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

export interface Prepared {
  /** What to send. Holds credentials: never show, store or log it. */
  request: WireRequest;
  /** The same to look at: credentials masked. */
  shown: WireRequest;
  /** `scheme://host:port` that it goes to. */
  origin: string;
  /** It carries a credential. Which one was typed for which origin is the page's to know. */
  authenticated: boolean;
  snippets: Record<string, string>;
  /** What the documentation would object to; never a reason not to send. */
  objections: Objection[];
  judgement: Judgement;
  /** What a browser will not do with it: one sentence each. */
  obstacles: Obstacle[];
  /** Only a relay can send it as it is. */
  relay: boolean;
}

export interface Objection {
  place: string;
  path: string;
  /** One sentence. */
  message: string;
}

export interface Obstacle {
  code: "get-body" | "header" | "cookie" | "mixed-content" | "method" | "header-text" | "userinfo" | "address" | "port";
  /** One sentence: what, and why. */
  message: string;
  /** Name of the header, where there is one. */
  name: string;
}

export interface WireAnswer {
  status: number;
  headers: [name: string, value: string][];
  /** base64 */
  body: string;
  seconds: number;
  /** After redirects. */
  url: string;
}

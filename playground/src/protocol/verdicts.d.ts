/** What the answer says about the documentation. */

export interface Judged {
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
  kind: "empty" | "json" | "ndjson" | "sse" | "html" | "xml" | "text" | "image" | "audio" | "video" | "binary";
  bytes: number;
  /** The name that the answer suggests for saving; "" without one. */
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

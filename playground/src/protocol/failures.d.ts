/** A send without an answer, and what to do about it. */
import type { WireRequest } from "./requests.d.ts";

export interface Failed {
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
    /** It failed at the relay, with this answer where there is one. */
    relay?: { status: number; message: string };
    /** It failed while the body was being read. */
    reading?: boolean;
  };
  /** What the browser said to `Probe`s; absent when not made. */
  probes?: {
    /** HEAD, `mode: "no-cors"`, no credentials. */
    opaque?: ProbeResult;
    /** HEAD, `mode: "cors"`, no headers of our own. */
    plain?: ProbeResult;
    /** `navigator.onLine` */
    online?: boolean;
  };
  secrets?: string[];
}

export type ProbeResult = "reached" | "failed" | "timeout";

export interface Advice {
  code: "cancelled" | "timeout" | "offline" | "unreachable" | "cors" | "preflight" | "mixed-content" | "policy" | "malformed" | "relay" | "interrupted" | "unknown";
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
  name: "opaque" | "plain";
  url: string;
  method: "HEAD";
  mode: "no-cors" | "cors";
}

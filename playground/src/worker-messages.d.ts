/** What the page and its worker tell each other. The texts inside are the bridge's: see protocol.d.ts. */

/** Page to worker. */
export type ToConsoleWorker =
  | { kind: "start"; module?: WebAssembly.Module; archive?: ArrayBuffer; snapshot?: ArrayBuffer }
  | { kind: "make-snapshot"; module?: WebAssembly.Module; archive?: ArrayBuffer }
  | {
      kind: "call";
      id: number;
      operation: string;
      argument: string;
      bodies?: Record<string, Uint8Array>;
    }
  | {
      kind: "exchange";
      id: number;
      argument: string;
      options: SendOptions;
      /** By what stands for them in the body. */
      files: Record<string, File>;
    }
  | { kind: "code-request"; id: number; argument: string; options: SendOptions }
  | { kind: "layout"; id: number; bytes: Uint8Array; charset: string }
  | { kind: "cancel"; id: number };

/** How a request is sent, beside what it says. */
export interface SendOptions {
  /** Address of the relay; "" sends directly. */
  relay: string;
  /** A reader's code goes through it, needed or not. */
  relayed?: boolean;
  /** Milliseconds until we give up. */
  timeout: number;
  /** That the reader agreed to: a request to another one is not sent. */
  origin: string;
  /** What to do with a redirection of a request with an API key: nothing, or follow it without or with the key. */
  redirect?: "without" | "with";
  /** What must not stand in anything that is shown. */
  secrets: string[];
  /** Origin of the page. */
  page: string;
}

/** How far a response has come. */
export interface ResponseProgress {
  /** Of the body, so far. */
  bytes: number;
  /** What arrived, of a response that is read as it comes; "" of any other. */
  text: string;
}

/** Worker to page. */
export type FromConsoleWorker =
  | { kind: "progress"; loaded: number; total: number }
  | { kind: "ready" }
  | { kind: "parts"; module: WebAssembly.Module; archive: ArrayBuffer }
  | { kind: "snapshot"; snapshot?: Blob }
  | { kind: "failed"; reason: string }
  | { kind: "result"; id: number; value: unknown }
  | { kind: "error"; id: number; message: string }
  | { kind: "response-progress"; id: number; value: ResponseProgress };

/** Page to the worker that runs a reader's code. It gets bytes, because it may ask for nothing. */
export type ToCodeWorker =
  | {
      kind: "start";
      archive: ArrayBuffer;
      compiled: WebAssembly.Module;
      snapshot?: ArrayBuffer;
    }
  | { kind: "client"; name: string; archive: ArrayBuffer }
  | { kind: "run"; code: string }
  | { kind: "response"; id: number; text: string };

/** And back. The worker is the reader's: nothing of it is trusted, and all of it is text. */
export type FromCodeWorker =
  | { kind: "ready" }
  | { kind: "failed"; reason: string }
  | { kind: "output"; text: string; error: boolean }
  | { kind: "send"; id: number; request: string }
  | { kind: "done"; failed: boolean };

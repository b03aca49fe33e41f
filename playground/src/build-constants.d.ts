/** What `scripts/bundle-javascript.mjs` writes into the files: the content hashes of the next ones. */
declare const TRYFIELD_RUNTIME: Record<string, { version: string; bytes: number }>;
declare const TRYFIELD_WORKER: string;
declare const TRYFIELD_FILES: Record<string, string>;
declare const TRYFIELD_CONSOLE: string;
declare const TRYFIELD_STYLE: string;

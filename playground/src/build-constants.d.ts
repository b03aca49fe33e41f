/** What `scripts/bundle-javascript.mjs` writes into the files: the content hashes of the next ones, and their sizes. */
declare const TRYFIELD_FILES: Record<string, { version: string; bytes: number }>;
declare const TRYFIELD_CONSOLE: string;
declare const TRYFIELD_STYLE: string;

/**
 * What was sent in this tab: values without credentials, and how it went.
 */
import { write } from "./json.js";
import { shareable } from "./share.js";

/** @typedef {import("./endpoint.js").Outcome} Outcome */

/**
 * @typedef {object} Entry
 * @property {number} id
 * @property {string} endpoint
 * @property {number} at       milliseconds
 * @property {string} words    what came of it
 * @property {string} values   JSON text
 * @property {string} method
 * @property {string} url
 */

const KEY = "tryfield:past";
const MOST = 20;
const LARGEST = 2_000_000;

class Past {
  /** @type {Entry[]} */
  #entries = [];
  /** Answers stay in memory, for those who compare them. @type {Map<number, Outcome>} */
  #outcomes = new Map();

  constructor() {
    try {
      this.#entries = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    } catch {
      // A tab without storage has a history as long as its page.
    }
  }

  /** @param {string} endpoint @returns {{ entry: Entry, outcome: Outcome | undefined }[]} the last one first */
  of(endpoint) {
    return this.#entries.filter((entry) => entry.endpoint === endpoint).map((entry) => ({ entry, outcome: this.#outcomes.get(entry.id) }));
  }

  /**
   * @param {string} endpoint
   * @param {Record<string, any>} values
   * @param {Outcome} outcome
   */
  keep(endpoint, values, outcome) {
    const id = (this.#entries[0]?.id ?? 0) + 1;
    const shown = outcome.shown;
    this.#entries.unshift({ id, endpoint, at: Date.now(), words: outcome.words, values: write(shareable(values), ""), method: shown?.method ?? "", url: shown?.url ?? "" });
    for (const { id: old } of this.#entries.splice(MOST)) this.#outcomes.delete(old);
    if (outcome.answer && (outcome.bytes?.length ?? 0) <= LARGEST) this.#outcomes.set(id, outcome);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#entries));
    } catch {
      // As above, or there is no room.
    }
  }
}

export const past = new Past();

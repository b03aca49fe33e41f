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
 * @property {string} values   JSON text; "" where no form could say it
 * @property {string} method
 * @property {string} url
 * @property {string} [run]     the run of a reader's code that sent it
 */

const KEY = "tryfield:past";
const MOST = 20;
/** Of one run, which may send in a loop. */
const MOST_OF_RUN = 5;
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
   * @param {Record<string, any> | undefined} values  that a form can say
   * @param {Outcome} outcome
   * @param {string} [run]  of a reader's code, the last requests of which are kept
   */
  keep(endpoint, values, outcome, run) {
    const id = (this.#entries[0]?.id ?? 0) + 1;
    const shown = outcome.shown;
    this.#entries.unshift({ id, endpoint, at: Date.now(), words: outcome.words, values: values ? write(shareable(values), "") : "", run, method: shown?.method ?? "", url: shown?.url ?? "" });
    const gone = [...(run ? this.#entries.filter((one) => one.run === run).slice(MOST_OF_RUN) : []), ...this.#entries.slice(MOST)];
    for (const { id: old } of gone) this.#outcomes.delete(old);
    this.#entries = this.#entries.filter((one) => !gone.includes(one));
    if (outcome.answer && (outcome.bytes?.length ?? 0) <= LARGEST) this.#outcomes.set(id, outcome);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#entries));
    } catch {
      // As above, or there is no room.
    }
  }
}

export const past = new Past();

/**
 * What the reader has chosen in this tab, such as the server, the language of code and the open tab.
 */
import { store, stored } from "./tab-storage.js";

const KEY = "tryfield:choices";

/** @type {Record<string, any>} */
const chosen = stored(KEY, {});

export const preferences = {
  /** @param {string} name @returns {any} undefined before anything was chosen */
  get: (name) => chosen[name],

  /** @param {string} name @param {unknown} value */
  set(name, value) {
    chosen[name] = value;
    store(KEY, chosen);
  },
};

/**
 * What holds from page to page: the chosen server, the credentials, and what was sent.
 *
 * Credentials stay in memory unless the reader asks to remember them in this tab. Each is bound
 * to the origin that it was typed for.
 */

import { pack } from "./bytes.js";

/**
 * @typedef {object} Credential
 * @property {string} origin  what it was typed for; "" until that is known, and then it is sent nowhere
 * @property {Record<string, string>} values  `value`, or `user` and `password`
 * @property {boolean} remembered
 */

const CREDENTIALS = "tryfield:credentials";
const CHOICES = "tryfield:choices";

/** @param {string} key @returns {Record<string, any>} */
function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} key @param {Record<string, any>} value */
function store(key, value) {
  try {
    if (Object.keys(value).length) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage the choice lives as long as the page.
  }
}

class Session extends EventTarget {
  /** @type {Map<string, Credential>} */
  #credentials = new Map(Object.entries(stored(CREDENTIALS)));
  /** @type {Record<string, any>} */
  #choices = stored(CHOICES);

  /** @param {string} key @returns {any} */
  choice(key) {
    return this.#choices[key];
  }

  /** @param {string} key @param {unknown} value */
  choose(key, value) {
    this.#choices[key] = value;
    store(CHOICES, this.#choices);
    this.dispatchEvent(new CustomEvent("choice", { detail: key }));
  }

  /** @param {string} scheme @returns {Credential | undefined} */
  credential(scheme) {
    return this.#credentials.get(scheme);
  }

  /** @param {string} scheme @param {Credential} credential */
  keep(scheme, credential) {
    if (Object.values(credential.values).some(Boolean)) this.#credentials.set(scheme, credential);
    else this.#credentials.delete(scheme);
    this.#write();
  }

  /** @param {string} scheme */
  forget(scheme) {
    this.#credentials.delete(scheme);
    this.#write();
  }

  /** The credentials that were typed for an origin, by scheme. @param {string} origin */
  typedFor(origin) {
    if (!origin) return {};
    return Object.fromEntries([...this.#credentials].filter(([, one]) => one.origin === origin).map(([key, { values }]) => [key.slice(key.lastIndexOf(" ") + 1), values]));
  }

  /** All secrets that are known, to be masked wherever something is shown. */
  secrets() {
    return [...this.#credentials.values()].flatMap(({ values: { user, ...secret } }) => {
      const typed = Object.values(secret).filter(Boolean);
      // An API may say back what it got, as HTTP writes it.
      return secret.password ? [...typed, pack(new TextEncoder().encode(`${user ?? ""}:${secret.password}`))] : typed;
    });
  }

  #write() {
    store(CREDENTIALS, Object.fromEntries([...this.#credentials].filter(([, credential]) => credential.remembered)));
    this.dispatchEvent(new Event("credentials"));
  }
}

export const session = new Session();

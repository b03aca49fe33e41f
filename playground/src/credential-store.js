/**
 * The credentials of the reader: each bound to the origin that it was typed for, and all that are
 * to be masked.
 *
 * They stay in memory unless the reader asks to remember them in this tab (sessionStorage).
 */
import { toBase64 } from "./bytes.js";
import { store, stored } from "./tab-storage.js";

/**
 * @typedef {object} Credential
 * @property {string} origin  what it was typed for; "" until that is known, and then it is sent nowhere
 * @property {Record<string, string>} values  `value`, or `user` and `password`
 * @property {boolean} remembered
 */

const KEY = "tryfield:credentials";

class CredentialStore extends EventTarget {
  /** @type {Map<string, Credential>} */
  #credentials = new Map(Object.entries(stored(KEY, {})));

  /** @param {string} scheme @returns {Credential | undefined} */
  get(scheme) {
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
    return Object.fromEntries(
      [...this.#credentials]
        .filter(([, one]) => one.origin === origin)
        .map(([key, { values }]) => [key.slice(key.lastIndexOf(" ") + 1), values]),
    );
  }

  /** All secrets that are known, to be masked wherever something is shown. */
  secrets() {
    return [...this.#credentials.values()].flatMap(({ values: { user, ...secret } }) => {
      const typed = Object.values(secret).filter(Boolean);
      // An API may say back what it got, as HTTP writes it.
      return secret.password
        ? [...typed, toBase64(new TextEncoder().encode(`${user ?? ""}:${secret.password}`))]
        : typed;
    });
  }

  #write() {
    store(
      KEY,
      Object.fromEntries([...this.#credentials].filter(([, credential]) => credential.remembered)),
    );
    this.dispatchEvent(new Event("change"));
  }
}

export const credentialStore = new CredentialStore();

/**
 * A second interpreter for a reader's code, so that Stop has one at hand that is ready.
 *
 * It costs memory, so it is made only once code runs, and goes when nobody is left who runs any.
 */
import { Interpreter } from "./interpreter.js";

/** Milliseconds after code began to run: what is over quickly is not disturbed. */
const PAUSE = 250;
/** Milliseconds that the page may be busy with something better. */
const PATIENCE = 1000;
/** Gigabytes below which a device has none to spare. */
const LITTLE = 4;

/** @param {() => void} act */
const whenIdle = (act) => ("requestIdleCallback" in globalThis ? requestIdleCallback(act, { timeout: PATIENCE }) : act());

class Spare {
  /** @type {Interpreter | undefined} */
  #waiting;
  /** Whose code may be stopped. @type {Set<object>} */
  #users = new Set();
  #timer = 0;

  /** An interpreter in which nothing has run: the one that waits, or else a new one. */
  take() {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting && !waiting.ended ? waiting : new Interpreter();
  }

  /** Have one soon. @param {object} user */
  prepare(user) {
    this.#users.add(user);
    // Only some browsers say how much memory there is; those of small devices do.
    if (/** @type {any} */ (navigator).deviceMemory < LITTLE) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => whenIdle(() => this.#make()), PAUSE);
  }

  /** No code of theirs is going to be stopped any more. @param {object} user */
  leave(user) {
    this.#users.delete(user);
    if (this.#users.size) return;
    clearTimeout(this.#timer);
    this.#waiting?.end();
    this.#waiting = undefined;
  }

  #make() {
    if (!this.#users.size || (this.#waiting && !this.#waiting.ended)) return;
    this.#waiting = new Interpreter();
  }
}

export const spare = new Spare();

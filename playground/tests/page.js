/**
 * A page in Node, by happy-dom: what the modules of the console take from the browser. Import it
 * before them.
 */
import { Window } from "happy-dom";

const window = new Window({ url: "https://docs.example.com/api/", width: 1200, height: 800 });
const NAMES = [
  ...[
    "document",
    "location",
    "navigator",
    "sessionStorage",
    "CSS",
    "getComputedStyle",
    "addEventListener",
    "matchMedia",
    "customElements",
  ],
  ...[
    "Node",
    "Element",
    "HTMLElement",
    "HTMLInputElement",
    "HTMLTextAreaElement",
    "HTMLDetailsElement",
  ],
  ...["Event", "CustomEvent", "KeyboardEvent", "EventTarget", "ResizeObserver"],
];
for (const name of NAMES) {
  const value = /** @type {any} */ (window)[name];
  const bound = typeof value === "function" && /^[a-z]/.test(name) ? value.bind(window) : value;
  Object.defineProperty(globalThis, name, { value: bound, configurable: true, writable: true });
}
Object.assign(globalThis, { window: globalThis });

/** @param {string} html  of an article @returns {HTMLElement} */
export function article(html) {
  document.body.innerHTML = `<article>${html}</article>`;
  return /** @type {HTMLElement} */ (document.querySelector("article"));
}

/**
 * What a reader types into a control, or chooses.
 * @param {Element | null} control
 * @param {string} value
 */
export function type(control, value) {
  Object.assign(/** @type {HTMLInputElement} */ (control), { value });
  control?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {Element | null} element */
export function press(element) {
  /** @type {HTMLElement} */ (element).click();
}

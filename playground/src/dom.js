/**
 * Elements, made without HTML text: whatever a response says can only ever become text.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */

let count = 0;

/** @param {string} prefix @returns {string} an id that no other element has */
export function unique(prefix) {
  count += 1;
  return `tryfield-${prefix}-${count}`;
}

/**
 * An element with properties (`class`, `data-*`, `aria-*` and the like become attributes) and
 * children. A property that is `undefined`, `null` or `false` is left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !/-|^(class|for|list|form|role|part|popover)$/.test(name))
      /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, ...children);
  return element;
}

/** @param {Element} element @param {...(Child | Child[])} children */
export function add(element, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** @param {Element} element @param {...(Child | Child[])} children */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, ...children);
}

/**
 * A button that says what it does, by its text or else by its label.
 * @param {string} text
 * @param {(event: Event) => void} act
 * @param {Record<string, any>} [properties]
 */
export function button(text, act, properties = {}) {
  const { class: more = "", ...others } = properties;
  return h(
    "button",
    { type: "button", class: `tryfield-console-button ${more}`.trim(), onclick: act, ...others },
    text,
  );
}

/**
 * Copy text, and say so on the button for a moment. The text may still be on its way: what is
 * copied belongs to this press of the button.
 * @param {HTMLButtonElement} at
 * @param {string | Promise<string>} text
 * @param {string} done  what to say
 */
export async function copy(at, text, done) {
  // Pressed again while it says so, it must not say so for ever.
  at.dataset.label ??= at.textContent ?? "";
  const before = at.dataset.label;
  if (typeof text === "string") await navigator.clipboard.writeText(text);
  else
    await navigator.clipboard.write([
      new ClipboardItem({
        "text/plain": text.then((one) => new Blob([one], { type: "text/plain" })),
      }),
    ]);
  at.textContent = done;
  setTimeout(() => (at.textContent = before), 1500);
}

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Bring an element into sight: inside the column that scrolls, where there is one, so that the
 * page itself stays where the reader is.
 * @param {HTMLElement} element
 * @param {number} [above]  pixels to leave above it
 */
export function scrollIntoView(element, above = 0) {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (
      at.scrollHeight > at.clientHeight + 1 &&
      /auto|scroll/.test(getComputedStyle(at).overflowY)
    ) {
      at.scrollTop += element.getBoundingClientRect().top - at.getBoundingClientRect().top - above;
      return;
    }
  }
  element.scrollIntoView({ block: "nearest" });
}

/**
 * What a reader does, in any engine: finds what has a name, presses, types, waits.
 */
const PATIENCE = 60_000;
const reader = {
  /** @param {() => any} met @param {string} [what] */
  async until(met, what = String(met)) {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const found = met();
      if (found) return found;
      if (performance.now() > deadline) throw new Error(`It never came: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /** @param {HTMLElement} element */
  seen: (element) => element.getClientRects().length > 0,
  /** @param {string} role @param {string} name */
  find(role, name) {
    const kinds = {
      button: "button, [role=button]",
      tab: "[role=tab]",
      link: "a[href]",
      box: "input, select, textarea, [role=textbox]",
    };
    const shadows = [...document.querySelectorAll(".tryfield-console-editor")].flatMap(
      ({ shadowRoot }) => shadowRoot ?? [],
    );
    const found = [document, ...shadows].flatMap((root) => [...root.querySelectorAll(kinds[role])]);
    return found.find((element) => {
      const label =
        element.getAttribute("aria-label") ??
        (element.labels?.[0] ?? element).textContent.replace(/\s+/g, " ").trim();
      return label === name && reader.seen(element) && !element.disabled;
    });
  },
  /** @param {string} role @param {string} name */
  wait: (role, name) => reader.until(() => reader.find(role, name), `${role} ${name}`),
  /** @param {string} role @param {string} name */
  async press(role, name) {
    (await reader.wait(role, name)).click();
  },
  /** @param {string} name @param {string} value */
  async fill(name, value) {
    const box = await reader.wait("box", name);
    box.focus();
    if (box.isContentEditable) {
      document.execCommand("selectAll");
      document.execCommand("insertText", false, value);
      return;
    }
    box.value = value;
    for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
    box.blur();
  },
  /** @param {string} selector @param {string | RegExp} words */
  async says(selector, words) {
    const text = () =>
      // biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not said
      [...document.querySelectorAll(selector)].map((one) => one.innerText).join("\n");
    await reader.until(
      () => (typeof words === "string" ? text().includes(words) : words.test(text())),
      `${words} in ${selector}`,
    );
    return text();
  },
};
Object.assign(globalThis, { reader });

/**
 * Tabs, as the ARIA Authoring Practices describe them.
 */
import { fill, h, unique } from "../dom.js";

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} title
 * @property {() => (Node | null | Promise<Node | null>)} draw  called when it is first shown
 */

export class Tabs {
  /** @type {Map<string, { tab: HTMLButtonElement, panel: HTMLElement, draw: Tab["draw"], drawn?: Promise<void> }>} */
  #tabs = new Map();
  element = h("div", {});

  /** @param {string} label @param {Tab[]} tabs @param {string} first @param {(id: string) => void} chosen */
  constructor(label, tabs, first, chosen) {
    const list = h("div", { class: "tryfield-console-tabs", role: "tablist", "aria-label": label });
    this.element.append(list);
    for (const { id, title, draw } of tabs) {
      const name = unique("tab");
      const panel = h("div", {
        role: "tabpanel",
        id: `${name}-panel`,
        "aria-labelledby": name,
        tabindex: 0,
        hidden: true,
      });
      const tab = h(
        "button",
        {
          type: "button",
          role: "tab",
          class: "tryfield-console-tab",
          id: name,
          "aria-controls": panel.id,
          onclick: () => {
            chosen(id);
            this.select(id);
          },
        },
        title,
      );
      this.#tabs.set(id, { tab, panel, draw });
      list.append(tab);
      this.element.append(panel);
    }
    list.addEventListener("keydown", (event) => this.#key(event));
    /** Fulfilled when the first one is drawn. */
    this.ready = this.select(this.#tabs.has(first) ? first : tabs[0].id);
  }

  /** Show a tab; fulfilled when it is drawn. @param {string} id */
  async select(id) {
    for (const [name, { tab, panel }] of this.#tabs) {
      const selected = name === id;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      panel.hidden = !selected;
    }
    const chosen = this.#tabs.get(id);
    if (!chosen) return;
    chosen.drawn ??= Promise.resolve(chosen.draw()).then((content) => fill(chosen.panel, content));
    await chosen.drawn;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const ids = [...this.#tabs.keys()];
    const at = ids.findIndex(
      (id) => this.#tabs.get(id)?.tab.getAttribute("aria-selected") === "true",
    );
    const forward = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const id = ids[(next + ids.length) % ids.length];
    this.select(id);
    this.#tabs.get(id)?.tab.focus();
  }
}

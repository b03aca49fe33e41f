/**
 * The console over the page, as wide as the window: request and response side by side.
 *
 * The same elements, moved into a dialog and back, so that nothing that was typed or came is lost.
 * Escape closes it, and so does Back, where the theme leaves it to us.
 */
import { button, h } from "../dom.js";
import { t } from "../i18n.js";

const STATE = "tryfield-wide";

/** With `navigation.instant`, the theme reads the page anew at Back, and a console would be gone. */
function themeTakesBack() {
  return /"navigation\.instant"/.test(document.getElementById("__config")?.textContent ?? "");
}

export class WideView {
  #dialog = h("dialog", { class: "tryfield-console-wide" });
  /** Where the console belongs on the page. */
  #place = document.createComment("");
  #life = new AbortController();
  button = button(t("widen"), () => (this.#dialog.open ? this.#leave() : this.#open()), {
    class: "tryfield-console-widen",
    "aria-expanded": "false",
  });

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    const { signal } = this.#life;
    this.#dialog.setAttribute("aria-label", panel.getAttribute("aria-label") ?? "");
    this.#dialog.addEventListener(
      "cancel",
      (event) => {
        // Of a question inside it is none of ours.
        if (event.target !== this.#dialog) return;
        event.preventDefault();
        this.#leave();
      },
      { signal },
    );
    // A press beside it.
    this.#dialog.addEventListener(
      "click",
      (event) => event.target === this.#dialog && this.#leave(),
      { signal },
    );
    window.addEventListener("popstate", () => this.#dialog.open && this.#close(), { signal });
  }

  /** The console goes away. */
  close() {
    this.#life.abort();
    if (this.#dialog.open) this.#close();
  }

  /** Back to the page, where marks are. */
  leave() {
    if (this.#dialog.open) this.#leave();
  }

  #open() {
    this.#moved(() => {
      this.panel.before(this.#place);
      this.#place.after(this.#dialog);
      this.#dialog.append(this.panel);
      this.#dialog.showModal();
    });
    if (!themeTakesBack()) history.pushState({ ...history.state, [STATE]: true }, "");
    this.#say(true);
  }

  #leave() {
    if (history.state?.[STATE]) history.back();
    else this.#close();
  }

  #close() {
    this.#moved(() => {
      this.#dialog.close();
      this.#place.replaceWith(this.panel);
      this.#dialog.remove();
    });
    this.#say(false);
  }

  /** @param {boolean} wide */
  #say(wide) {
    this.button.textContent = t(wide ? "narrow" : "widen");
    this.button.setAttribute("aria-expanded", String(wide));
  }

  /** What moves loses its focus and its place. @param {() => void} move */
  #moved(move) {
    const focused = document.activeElement;
    const { scrollX, scrollY } = window;
    move();
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    if (focused instanceof HTMLElement && this.panel.contains(focused))
      focused.focus({ preventScroll: true });
  }
}

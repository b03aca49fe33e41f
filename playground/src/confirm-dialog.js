/**
 * A question before something is done.
 */
import { button, h, unique } from "./dom.js";
import { t } from "./i18n.js";

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "QUERY", "TRACE"]);

/**
 * Whether the reader agrees to a method that changes data, where the author wants that asked.
 * @param {HTMLElement} panel  where the question stands
 * @param {boolean | string[] | undefined} confirm  the setting: all methods that are not safe, or those named
 * @param {string} method
 * @param {string} host
 */
export async function confirmed(panel, confirm, method, host) {
  const name = method.toUpperCase();
  const asked = Array.isArray(confirm)
    ? confirm.map((one) => one.toUpperCase()).includes(name)
    : confirm === true && !SAFE.has(name);
  if (!asked) return true;
  return Boolean(
    await confirmDialog(panel, t("destructive", { method: name, host }), [["send", t("send")]]),
  );
}

/**
 * @param {HTMLElement} panel  where the question stands
 * @param {string} question
 * @param {[id: string, words: string][]} choices  the first has the focus
 * @returns {Promise<string>} the id of the choice; "" when the reader cancelled
 */
export function confirmDialog(panel, question, choices) {
  const id = unique("question");
  const before = document.activeElement;
  const dialog = h("dialog", { class: "tryfield-console-dialog", "aria-labelledby": id });
  const buttons = choices.map(([value, words]) => button(words, () => dialog.close(value)));
  dialog.append(
    h("p", { id }, question),
    h(
      "div",
      { class: "tryfield-console-row" },
      buttons,
      button(t("cancel"), () => dialog.close(""), { class: "tryfield-console-subtle" }),
    ),
  );
  panel.append(dialog);
  dialog.showModal();
  buttons[0]?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        dialog.remove();
        if (before instanceof HTMLElement) before.focus();
        resolve(dialog.returnValue);
      },
      { once: true },
    );
  });
}

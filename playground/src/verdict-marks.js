/**
 * The verdicts on the page: a mark in the row of each documented field, and the names that
 * nobody documented where they would belong.
 */
import { linkTo, UNFOLDED, unfold } from "./component-rows.js";
import { add, h } from "./dom.js";
import { t } from "./i18n.js";

/** @typedef {import("./protocol.d.ts").Judgement} Judgement */
/** @typedef {import("./protocol.d.ts").FieldVerdict} FieldVerdict */
/** @typedef {import("./protocol.d.ts").Undocumented} Undocumented */

export const SIGNS = {
  matches: "✓",
  differs: "✗",
  "differs-inside": "✗",
  absent: "–",
  "not-checkable": "?",
  undocumented: "+",
};

/** As many folds of components are opened unasked. */
const OPENED = 10;
/** @type {Record<string, string>} */
const WORDS = { "not-checkable": "notCheckable", "differs-inside": "differsInside" };

/** @param {string} verdict @param {boolean} [hidden]  the browser does not show it */
export function verdictLabel(verdict, hidden = false) {
  if (hidden) return t("notVisible");
  return t(/** @type {import("./i18n.js").TextKey} */ (WORDS[verdict] ?? verdict));
}

/**
 * The verdict that a reader is shown: what holds a field that differs does not match as a whole.
 * @param {FieldVerdict} field
 * @param {Set<string>} holding  what `holdersOfDifferences` found
 * @returns {keyof typeof SIGNS}
 */
export function shownVerdict({ place, path, verdict }, holding) {
  return verdict === "matches" && holding.has(`${place} ${path}`) ? "differs-inside" : verdict;
}

/** The place and path of all that fields stand in which differ. @param {FieldVerdict[]} fields */
export function holdersOfDifferences(fields) {
  /** @type {Set<string>} */
  const holding = new Set();
  for (const { place, path, verdict } of fields) {
    if (verdict !== "differs") continue;
    for (const near of nearestPaths(path)) if (near !== path) holding.add(`${place} ${near}`);
  }
  return holding;
}

/** The path of what a field stands in: `a.b` for `a.b.c`, "" for `a`. @param {string} path */
export function parentOf(path) {
  return /^(.*[^\\](?:\\\\)*|)\.(?:[^\\.]|\\.)*$/s.exec(path)?.[1] ?? "";
}

export class VerdictMarks {
  /** @param {Element} endpoint  the part of the page that documents the endpoint */
  constructor(endpoint) {
    this.endpoint = endpoint;
    /** A reader wants to see the page. */
    this.shown = () => {};
    /** Fields whose rows are on the page of a component, until somebody opens them here. @type {FieldVerdict[]} */
    this.hidden = [];
    /** @type {(pointer: string) => void} */
    this.jump = () => {};
    endpoint.addEventListener(UNFOLDED, () => {
      this.hidden = this.hidden.filter((field) => !this.#mark(field, this.jump));
    });
    /** What holds a field that differs. @type {Set<string>} */
    this.holding = new Set();
  }

  clear() {
    for (const mark of this.endpoint.querySelectorAll(".tryfield-mark, .tryfield-undocumented"))
      mark.remove();
    this.hidden = [];
  }

  /**
   * Show one judgement, instead of any other: marks belong to one response.
   * @param {Judgement} judgement
   * @param {(pointer: string) => void} jump  shows the value at a pointer of the body
   */
  show(judgement, jump) {
    this.clear();
    this.jump = jump;
    this.holding = holdersOfDifferences(judgement.fields);
    const hidden = judgement.fields.filter((field) => !this.#mark(field, jump));
    this.hidden = hidden;
    const far = [];
    for (const name of judgement.undocumented)
      if (this.#link(name.place, parentOf(name.path))) far.push(name);
      else this.#markUndocumented(name, jump);
    void this.#open(hidden, far, jump);
  }

  /**
   * Show what is wrong where it is documented, also when the page only links there.
   * @param {FieldVerdict[]} hidden @param {Undocumented[]} far @param {(pointer: string) => void} jump
   */
  async #open(hidden, far, jump) {
    const wrong = hidden.filter(({ verdict }) => verdict === "differs");
    for (const { place, path } of wrong.slice(0, OPENED)) {
      if (this.hidden !== hidden && !this.hidden.some((field) => field.path === path)) continue;
      await this.#unfoldTo(place, path);
    }
    for (const [number, name] of far.entries()) {
      if (number < OPENED) await this.#unfoldTo(name.place, parentOf(name.path), true);
      if (this.jump === jump) this.#markUndocumented(name, jump);
    }
  }

  /** The nearest link that has a field, or what stands in it, behind it. @param {string} place @param {string} path */
  #link(place, path) {
    const section = this.#section(place);
    if (!section) return null;
    for (const near of nearestPaths(path)) {
      const link = linkTo(section, near);
      if (link) return link;
      if (section.querySelector(`[data-tryfield-path="${CSS.escape(near)}"]`)) return null;
    }
    return null;
  }

  /**
   * Open the folds of components that a field stands in.
   * @param {string} place @param {string} path @param {boolean} [inside]  and its own
   */
  async #unfoldTo(place, path, inside = false) {
    const section = this.#section(place);
    const there = () =>
      !inside && section?.querySelector(`[data-tryfield-path="${CSS.escape(path)}"]`);
    for (let link = this.#link(place, path); link && !there(); link = this.#link(place, path)) {
      try {
        await unfold(link);
      } catch {
        return link;
      }
    }
    return null;
  }

  /**
   * The row of a documented field, or of the nearestPaths thing that it stands in.
   * @param {string} place
   * @param {string} path
   * @returns {HTMLElement | null}
   */
  row(place, path) {
    const section = this.#section(place);
    if (!section) return null;
    for (const near of nearestPaths(path)) {
      const row = /** @type {HTMLElement | null} */ (
        section.querySelector(`[data-tryfield-path="${CSS.escape(near)}"]`)
      );
      if (row) return row;
    }
    return section;
  }

  /** Bring a field into sight, and mark it for a moment. @param {string} place @param {string} path */
  async reveal(place, path) {
    const link = await this.#unfoldTo(place, path);
    if (link) return location.assign(link.href);
    const row = this.row(place, path);
    if (!row) return;
    this.shown();
    openFolds(row);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    row.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.classList.add("tryfield-console-highlight");
    setTimeout(() => row.classList.remove("tryfield-console-highlight"), 2500);
  }

  /** @param {string} place @returns {HTMLElement | null} */
  #section(place) {
    return this.endpoint.querySelector(`[data-tryfield-place="${CSS.escape(place)}"]`);
  }

  /** @param {FieldVerdict} field @param {(pointer: string) => void} jump */
  #mark(field, jump) {
    const row = /** @type {HTMLElement | null} */ (
      this.#section(field.place)?.querySelector(`[data-tryfield-path="${CSS.escape(field.path)}"]`)
    );
    const slot = row?.querySelector(".tryfield-marks");
    if (!row || !slot) return false;
    const verdict = shownVerdict(field, this.holding);
    // Items and choices that have no row of their own stand in the line of the whole: there they
    // are only named where they are wrong.
    const label = row.dataset.tryfieldLabel;
    if (label && verdict !== "differs") return true;
    const words = `${SIGNS[verdict]} ${verdictLabel(verdict, field.hidden)}`;
    const mark = h("span", {
      class: "tryfield-mark",
      "data-verdict": verdict,
      title: explain(field),
    });
    if (label) mark.append(`${label}: `);
    const pointer = field.where[0];
    if (pointer !== undefined)
      mark.append(
        h(
          "button",
          { type: "button", class: "tryfield-mark-button", onclick: () => jump(pointer) },
          words,
        ),
      );
    else mark.append(words);
    if (field.verdict === "differs") {
      mark.append(h("span", { class: "tryfield-mark-note" }, explain(field)));
      openFolds(row);
    }
    slot.append(mark);
    return true;
  }

  /** @param {Undocumented} name @param {(pointer: string) => void} jump */
  #markUndocumented(name, jump) {
    const section = this.#section(name.place);
    if (!section) return;
    const parent = parentOf(name.path);
    /** @type {Element | null | undefined} */
    let home;
    for (const near of nearestPaths(parent)) {
      if (!near) break;
      const row = section.querySelector(`[data-tryfield-path="${CSS.escape(near)}"]`);
      // The row of a choice, or of the items of an array, is the summary of what folds.
      home = (row?.closest("summary")?.parentElement ?? row)?.querySelector(
        "[data-tryfield-children]",
      );
      if (home) break;
    }
    home ??= section.matches("[data-tryfield-children]")
      ? section
      : (section.querySelector("[data-tryfield-children]") ?? section);
    const row = h("div", { class: "tryfield-undocumented" });
    const pointer = name.where[0];
    add(
      row,
      h("code", {}, name.name),
      h("span", { class: "tryfield-console-type" }, name.actual),
      h(
        "span",
        { class: "tryfield-mark", "data-verdict": "undocumented" },
        pointer === undefined
          ? `${SIGNS.undocumented} ${t("undocumented")}`
          : h(
              "button",
              { type: "button", class: "tryfield-mark-button", onclick: () => jump(pointer) },
              `${SIGNS.undocumented} ${t("undocumented")}`,
            ),
      ),
      name.suggestion &&
        h("span", { class: "tryfield-mark-note" }, t("didYouMean", { name: name.suggestion })),
    );
    home.append(row);
    openFolds(row);
  }
}

/** What differs, in one line. @param {FieldVerdict} field */
function explain(field) {
  const where =
    field.total > 1 && field.count
      ? ` (${t("times", { count: field.count, total: field.total })})`
      : "";
  const words =
    field.verdict === "differs" && field.actual
      ? `${field.expected} → ${field.actual}`
      : field.expected;
  return [words + where, field.note].filter(Boolean).join(" · ");
}

/** A path, then itself without its last step, and so on, to "". @param {string} path */
export function* nearestPaths(path) {
  for (let at = path; at; ) {
    yield at;
    const shorter = at.replace(/(\[[^\]]*\]|\{[^}]*\}|<\d+>)$/, "");
    at = shorter === at ? parentOf(at) : shorter;
  }
  yield "";
}

/** Open every fold around an element. @param {Element} element */
function openFolds(element) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
}

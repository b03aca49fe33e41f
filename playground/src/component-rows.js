/**
 * The fields of a component, from its own page, in a place that links there.
 *
 * A page documents a component once; places show it to a depth, and link to it below. A press on
 * such a link opens the fields where it stands. Without a script it leads to the page.
 */

/** Says of a new fold that fields came to the page. */
export const UNFOLDED = "tryfield-unfolded";
const LINK = "[data-tryfield-unfold]";

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/** @param {string} url @returns {Promise<Document>} */
function page(url) {
  let found = pages.get(url);
  if (!found) {
    found = fetch(url).then(async (response) => {
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      return new DOMParser().parseFromString(await response.text(), "text/html");
    });
    found.catch(() => pages.delete(url));
    pages.set(url, found);
  }
  return found;
}

/** The path of a field below another: `data[]` and `id` are `data[].id`. @param {string} base @param {string} path */
export function below(base, path) {
  return !base || !path || /^[[{<]/.test(path) ? base + path : `${base}.${path}`;
}

/** The link below which a field is documented; null where none is. @param {ParentNode} within @param {string} path */
export function linkTo(within, path) {
  return /** @type {HTMLAnchorElement | null} */ (
    within.querySelector(`[data-tryfield-unfold="${CSS.escape(path)}"]`)
  );
}

/**
 * Put the fields that a link leads to where it stands, in an open fold.
 * @param {HTMLAnchorElement} link
 * @returns {Promise<HTMLDetailsElement>}
 */
export async function unfold(link) {
  const url = new URL(link.href);
  url.hash = "";
  link.setAttribute("aria-busy", "true");
  try {
    const found = await page(url.href);
    const schema = /** @type {HTMLElement | null} */ (
      found.querySelector("[data-tryfield-schema]")
    );
    const fields = schema?.querySelector("[data-tryfield-children]");
    if (!schema || !fields) throw new Error(`${url}: no fields`);
    return place(link, fields, schema.dataset.tryfieldSchema ?? "", url);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/**
 * @param {HTMLAnchorElement} link
 * @param {Element} fields  of the component's page
 * @param {string} anchor  what the ids on that page begin with
 * @param {URL} url  of that page
 */
function place(link, fields, anchor, url) {
  const base = link.dataset.tryfieldUnfold ?? "";
  const section = link.closest("[data-tryfield-place]") ?? document;
  const id = section.querySelector(`[id][data-tryfield-path="${CSS.escape(base)}"]`)?.id ?? "";
  const rows = /** @type {Element} */ (document.importNode(fields, true));
  /** @param {string} name  of an id on that page */
  const here = (name) => (name.startsWith(anchor) ? id + name.slice(anchor.length) : name);
  for (const one of rows.querySelectorAll("[id]")) {
    if (id) one.id = here(one.id);
    else one.removeAttribute("id");
  }
  for (const name of ["data-tryfield-path", "data-tryfield-unfold"])
    for (const one of rows.querySelectorAll(`[${name}]`))
      one.setAttribute(name, below(base, one.getAttribute(name) ?? ""));
  for (const one of rows.querySelectorAll("a[href]")) {
    const target = one.getAttribute("href") ?? "";
    const own = target.startsWith("#");
    one.setAttribute("href", own && id ? `#${here(target.slice(1))}` : new URL(target, url).href);
  }
  for (const one of rows.querySelectorAll("[src]"))
    one.setAttribute("src", new URL(one.getAttribute("src") ?? "", url).href);

  const fold = document.createElement("details");
  fold.className = "tryfield-details tryfield-more";
  fold.open = true;
  const summary = document.createElement("summary");
  const preview = link.parentElement?.querySelector(".tryfield-preview");
  const words = document.createElement("span");
  words.className = "tryfield-count";
  const focused = link.ownerDocument.activeElement === link;
  words.append(...link.childNodes);
  summary.append(words, ...(preview ? [" ", preview] : []));
  fold.append(summary, rows);
  (link.closest(".tryfield-elsewhere") ?? link).replaceWith(fold);
  if (focused) summary.focus();
  fold.dispatchEvent(new CustomEvent(UNFOLDED, { bubbles: true, detail: base }));
  return fold;
}

/**
 * Open what the address of the page leads to, when a fold of a component hides it: addresses stay
 * the same, however deep a site shows its components.
 */
export async function openTarget() {
  const target = decodeURIComponent(location.hash.slice(1));
  if (!target || document.getElementById(target)) return;
  while (!document.getElementById(target)) {
    /** @type {HTMLAnchorElement | undefined} */
    let nearest;
    let length = 0;
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      document.querySelectorAll(LINK)
    )) {
      const section = link.closest("[data-tryfield-place]");
      const path = CSS.escape(link.dataset.tryfieldUnfold ?? "");
      const id = section?.querySelector(`[id][data-tryfield-path="${path}"]`)?.id ?? "";
      if (target.startsWith(`${id}-`) && id.length > length) [nearest, length] = [link, id.length];
    }
    if (!nearest) return;
    await unfold(nearest);
  }
  const row = document.getElementById(target);
  if (!row) return;
  for (let at = row.parentElement; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  // To a browser it is not the target, since it came later.
  for (const one of document.querySelectorAll(".tryfield-target"))
    one.classList.remove("tryfield-target");
  row.classList.add("tryfield-target");
  row.scrollIntoView();
}

/** A press on a link opens the fields in place; with a key held down it stays a link. */
export function openInPlace() {
  document.addEventListener(
    "click",
    (event) => {
      const { target } = event;
      const link = target instanceof Element && target.closest(LINK);
      if (!(link instanceof HTMLAnchorElement) || event.button !== 0) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      // Before the theme hears of it, which would follow the link.
      event.preventDefault();
      event.stopPropagation();
      if (link.hasAttribute("aria-busy")) return;
      unfold(link).catch(() => location.assign(link.href));
    },
    { capture: true },
  );
}

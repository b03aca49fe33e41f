/**
 * JSON values in this tab (sessionStorage). Without storage they live as long as the page.
 */

/**
 * @template T
 * @param {string} key
 * @param {T} fallback  where nothing is stored, or nothing can be
 * @returns {T}
 */
export function stored(key, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} key @param {object} value  an empty one is removed */
export function store(key, value) {
  try {
    if (Object.keys(value).length) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // No storage, or no room in it.
  }
}

/**
 * Lets a site be read offline, where its author wants that: asked at the first use of a console.
 */
import { address } from "./runtime-files.js";

/** The site, two folders above our files. */
const SITE = new URL("../../", import.meta.url);
/** What cells are answered from; a site may have none. */
const DOCUMENTED = new URL("openapi.json", SITE).href;
const NAME = "tryfield-offline.js";
/** Kinds of what a page is made of; what it fetched may be a response. */
const PAGE_FILES = new Set(["link", "script", "css", "img"]);

/** @param {boolean} wanted  by the author of the site */
export async function registerOfflineCache(wanted) {
  try {
    const known = await navigator.serviceWorker?.getRegistration(SITE);
    const own =
      known?.scope === SITE.href &&
      [known.active, known.waiting, known.installing].some((one) =>
        one?.scriptURL.endsWith(`/${NAME}`),
      );
    // The author has changed their mind, or has a worker of their own.
    if (!wanted) return void (own && known?.unregister());
    if (!navigator.serviceWorker || (known?.scope === SITE.href && !own)) return;
    await navigator.serviceWorker.register(new URL(NAME, SITE), { scope: SITE.href });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ urls: filesOfPage() });
  } catch {
    // No storage, no permission, no https: the site is read online, as before.
  }
}

/** What this page needs, and what a console of it or a cell of another may come to need. */
function filesOfPage() {
  const loaded = /** @type {PerformanceResourceTiming[]} */ (
    performance.getEntriesByType("resource")
  )
    .filter(({ initiatorType }) => PAGE_FILES.has(initiatorType))
    .map(({ name }) => name);
  const own = Object.keys(TRYFIELD_FILES).map(address);
  const styles = /** @type {PerformanceResourceTiming[]} */ (
    performance.getEntriesByType("resource")
  )
    .map(({ name }) => name)
    .filter((name) => name.includes("/console.css?"));
  return [...new Set([location.href.replace(/#.*/, ""), ...loaded, ...styles, ...own, DOCUMENTED])];
}

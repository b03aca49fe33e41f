/**
 * The service worker of a site that its author lets be read offline: what was seen once is there.
 *
 * Pages come from the network as long as there is one, so nobody reads an old one without need.
 * Files of ours carry their version in the address and never change. What the site documents, its
 * `openapi.json`, is kept for the code in its pages. Nothing else is: no response of an API, no other
 * origin.
 */

const worker = /** @type {any} */ (globalThis);
const CACHE = `tryfield ${worker.registration.scope}`;
const OURS = /\/assets\/tryfield\//;
/** What a page is made of. A `fetch` has no destination: it may be a request of a reader. */
const PARTS = new Set(["document", "script", "style", "font", "image", "manifest", "worker"]);
/** Cells are answered from it. It has no version in its address. */
const DOCUMENTED = new URL("openapi.json", worker.registration.scope).href;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) =>
  event.waitUntil(worker.clients.claim()),
);

// What the page had before this worker was there; from the cache of the browser, where it can be.
worker.addEventListener("message", (/** @type {any} */ event) => {
  event.waitUntil(
    Promise.allSettled(
      event.data.urls.map(async (/** @type {string} */ url) => {
        const request = new Request(url, { credentials: "same-origin" });
        if (inScope(request.url) && (url === DOCUMENTED || !(await caches.match(request))))
          await put(request, await fetch(request));
      }),
    ),
  );
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  if (request.method !== "GET" || request.cache === "no-store" || !inScope(request.url)) return;
  const { pathname } = new URL(request.url);
  if (OURS.test(pathname)) event.respondWith(cacheFirst(request));
  else if (
    request.mode === "navigate" ||
    PARTS.has(request.destination) ||
    request.url === DOCUMENTED
  )
    event.respondWith(networkFirst(request));
});

/** @param {string} url */
function inScope(url) {
  return url.startsWith(worker.registration.scope);
}

/** What never changes. @param {Request} request */
async function cacheFirst(request) {
  const known = await caches.match(request);
  if (known) return known;
  const response = await fetch(request);
  await put(request, response.clone());
  return response;
}

/** What may have changed, as it is now where that can be known. @param {Request} request */
async function networkFirst(request) {
  try {
    const response = await fetch(request);
    await put(request, response.clone());
    return response;
  } catch (error) {
    const known = await caches.match(request, { ignoreSearch: request.mode === "navigate" });
    if (known) return known;
    throw error;
  }
}

/** Keep what came, instead of what had the same path with another version. @param {Request} request @param {Response} response */
async function put(request, response) {
  if (!response.ok || response.redirected || response.type !== "basic") return;
  const cache = await caches.open(CACHE);
  const old = await cache.keys(request, { ignoreSearch: true });
  await cache.put(request, response);
  await Promise.all(old.filter(({ url }) => url !== request.url).map((one) => cache.delete(one)));
}

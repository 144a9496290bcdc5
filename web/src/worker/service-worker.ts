/**
 * Runs between the web app and the network. It keeps the page and the scripts of each version, so that the app opens without a
 * connection and a page that was open while the server was renewed still finds its own scripts. What the API answers is personal
 * data of whoever is signed in and passes by untouched.
 */
import { isPage, isPart, outdated } from "./paths";

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build: what this version is called, and its scripts and styles. */
declare const VERSION: string;
declare const FILES: string[];

const name = `guanxi.${VERSION}`;
/** Files fetched at once, so that the page's own requests find a free connection. */
const atOnce = 3;
/** Milliseconds that a page waits for the network before it opens from what is kept. */
const patience = 4_000;
/** Answers of what stands before a server that is away. */
const away = [502, 503, 504];

async function keep() {
  const cache = await caches.open(name);
  await cache.add("/");
  const files = [...FILES];
  while (files.length > 0) {
    await Promise.all(
      files.splice(0, atOnce).map(async (file) => {
        const known = await caches.match(file);
        if (known) await cache.put(file, known);
        else await cache.add(file);
      }),
    );
  }
}

async function tidy() {
  const gone = outdated(await caches.keys(), name);
  await Promise.all(gone.map((one) => caches.delete(one)));
}

/** The page as the server has it now, else as it was kept. */
async function page(request: Request): Promise<Response> {
  const fresh = fetch(request).then((answer) => {
    if (away.includes(answer.status)) throw new Error(String(answer.status));
    return answer;
  });
  const late = new Promise<never>((_, reject) => setTimeout(reject, patience));
  try {
    return await Promise.race([fresh, late]);
  } catch {
    return (await caches.match("/", { cacheName: name })) ?? fresh;
  }
}

/** A built file: its name changes with what is in it, so that what is kept is right. */
async function part(request: Request): Promise<Response> {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(name)).put(request, answer.clone());
  return answer;
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && isPage(pathname)) event.respondWith(page(request));
  else if (isPart(pathname)) event.respondWith(part(request));
});

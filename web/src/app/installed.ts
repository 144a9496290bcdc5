import { useSyncExternalStore } from "react";

/** What browsers send before they offer to install an app; not in the DOM library, because not all do. */
interface InstallEvent extends Event {
  prompt: () => Promise<unknown>;
}

/** The worker waits for the first page, which has all connections meanwhile: so long, then until the page rests, in milliseconds. */
const calm = 3_000;
const patience = 20_000;
/** How often a page that stays open looks for a new version, in milliseconds. */
const often = 3_600_000;

const listeners = new Set<() => void>();
let offer: InstallEvent | undefined;
let newer = false;

function notify() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts the service worker of a built app, and listens for the browser's offer to install it. */
export function startInstalled() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallEvent;
    notify();
  });
  window.addEventListener("appinstalled", () => {
    offer = undefined;
    notify();
  });
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker;
  // the first worker of a browser brings nothing new
  let known = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    newer = known;
    known = true;
    notify();
  });
  const start = async () => {
    const registration = await workers.register("/service-worker.js").catch(() => undefined);
    if (registration) setInterval(() => registration.update().catch(() => undefined), often);
  };
  const rest = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, calm));
  setTimeout(() => rest(start, { timeout: patience }), calm);
}

/** Installs the app, where the browser offers it. */
export function useInstall(): (() => void) | undefined {
  const event = useSyncExternalStore(subscribe, () => offer);
  return event && (() => event.prompt());
}

/** Whether the server has another version than the page that is open. */
export function useNewer(): boolean {
  return useSyncExternalStore(subscribe, () => newer);
}

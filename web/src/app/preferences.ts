import { useSyncExternalStore } from "react";
import type { Density, Mode } from "./theme";

/** What a person has set in this browser. `system` follows the operating system. */
export interface Preferences {
  mode: Mode | "system";
  density: Density;
  /** Navigation shows icons only. */
  collapsed: boolean;
}

const key = "guanxi.preferences";
const defaults: Preferences = { mode: "system", density: "comfortable", collapsed: false };
const listeners = new Set<() => void>();
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const systemCalm = window.matchMedia("(prefers-reduced-motion: reduce)");
let current = read();

function read(): Preferences {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return defaults;
  }
}

function notify() {
  for (const listener of listeners) listener();
}

for (const system of [systemDark, systemCalm]) system.addEventListener("change", notify);
window.addEventListener("storage", (event) => {
  if (event.key !== key) return;
  current = read();
  notify();
});

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setPreferences(change: Partial<Preferences>) {
  current = { ...current, ...change };
  localStorage.setItem(key, JSON.stringify(current));
  notify();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

/** Light or dark as it is now. */
export function useMode(): Mode {
  return useSyncExternalStore(subscribe, () => {
    if (current.mode !== "system") return current.mode;
    return systemDark.matches ? "dark" : "light";
  });
}

/** Whether the operating system is asked for no movement. */
export function useCalm(): boolean {
  return useSyncExternalStore(subscribe, () => systemCalm.matches);
}

import { useSyncExternalStore } from "react";
import type { Schemas } from "./types";

export type Brand = Schemas["Brand"];
type Known = Brand & { company: string };

const key = "guanxi.brand";
const plain: Known = { company: "", short_name: "", accent: "", logo: null };
const listeners = new Set<() => void>();
let current = read();

/** What was heard last is there before anything is asked, so that nothing is painted in another colour first. */
function read(): Known {
  try {
    return { ...plain, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return plain;
  }
}

function notify() {
  for (const listener of listeners) listener();
}

/** Notes how the company of this short name shows itself; this browser remembers it. */
export function noteBrand(company: string, { short_name, accent, logo }: Brand) {
  const heard: Known = { company, short_name, accent, logo: logo ?? null };
  if (JSON.stringify(heard) === JSON.stringify(current)) return;
  current = heard;
  localStorage.setItem(key, JSON.stringify(heard));
  notify();
}

function subscribe(listener: () => void) {
  const elsewhere = (event: StorageEvent) => {
    if (event.key !== key) return;
    current = read();
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", elsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", elsewhere);
  };
}

/** How the company shows itself that this browser knows. */
export function useBrand(): Known {
  return useSyncExternalStore(subscribe, () => current);
}

/** What a company is called where there is little room. */
export const calledBy = ({ name, short_name }: { name: string; short_name: string }) => short_name || name;

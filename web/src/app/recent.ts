import { useEffect } from "react";
import { useMe } from "../api/session";

/** A record that was opened. Kept in this browser, newest first, for each person of each company apart. */
export interface Recent {
  object: string;
  id: string;
  name: string;
}

const most = 24;

function useKey(): string {
  const { user, company } = useMe();
  return `guanxi.recent.${company.slug}.${user.id}`;
}

/** What was opened last, as it was when the component was drawn. */
export function useRecent(): Recent[] {
  return readRecent(localStorage.getItem(useKey()));
}

/** Notes that a record is open; one without a name yet, or none, is not noted. */
export function useNoteOpened(recent: Recent | undefined) {
  const key = useKey();
  const { object, id, name } = recent ?? {};
  useEffect(() => {
    if (!object || !id || !name) return;
    const before = readRecent(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify(withRecent(before, { object, id, name })));
  }, [key, object, id, name]);
}

/** Forgets a record that turned out to be gone. */
export function useForgetOpened(id: string, gone: boolean) {
  const key = useKey();
  useEffect(() => {
    if (!gone) return;
    const kept = readRecent(localStorage.getItem(key)).filter((recent) => recent.id !== id);
    localStorage.setItem(key, JSON.stringify(kept));
  }, [key, id, gone]);
}

/** What was stored, whatever it is. */
export function readRecent(text: string | null): Recent[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function withRecent(all: Recent[], recent: Recent): Recent[] {
  return [recent, ...all.filter((other) => other.id !== recent.id)].slice(0, most);
}

function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null) return false;
  const { object, id, name } = value as Record<string, unknown>;
  return typeof object === "string" && typeof id === "string" && typeof name === "string";
}

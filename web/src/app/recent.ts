/** Records that were last opened from the search box, newest first. Kept in this browser, for each person apart. */
export interface Recent {
  object: string;
  id: string;
  name: string;
}

const most = 8;

function keyOf(person: string): string {
  return `guanxi.recent.${person}`;
}

export function recentOf(person: string): Recent[] {
  return readRecent(localStorage.getItem(keyOf(person)));
}

export function addRecent(person: string, recent: Recent) {
  localStorage.setItem(keyOf(person), JSON.stringify(withRecent(recentOf(person), recent)));
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

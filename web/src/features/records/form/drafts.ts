/** Unsaved new records, kept in this browser so that a closed tab loses nothing. */

const key = (object: string) => `guanxi.draft.${object}`;

export function readDraft(object: string): Record<string, unknown> | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(key(object)) ?? "null");
    return draft && Object.keys(draft).length ? draft : undefined;
  } catch {
    return undefined;
  }
}

export function writeDraft(object: string, values: Record<string, unknown>) {
  const filled = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  if (filled.length) localStorage.setItem(key(object), JSON.stringify(Object.fromEntries(filled)));
  else localStorage.removeItem(key(object));
}

export function dropDraft(object: string) {
  localStorage.removeItem(key(object));
}

import { useMe } from "../api/session";

const prefix = "guanxi.drafts.";

/** What one person of one company wrote and has not saved yet. */
interface Draft {
  read: () => unknown;
  /** Keeps the value; nothing, an empty text or an empty object drops the draft. */
  write: (value: unknown) => void;
}

/** A draft in this browser, so that a closed tab loses nothing; `what` names it, and accounts do not see each other's. */
export function useDraft(what: string): Draft {
  const { user, company } = useMe();
  const key = `${prefix}${company.slug}.${user.id}.${what}`;
  return {
    read: () => readDraft(localStorage.getItem(key)),
    write: (value) => {
      const text = draftText(value);
      if (text === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    },
  };
}

/** How many drafts of anybody this browser keeps. */
export function keptDrafts(): number {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).length;
}

/** What was stored, whatever it is. */
export function readDraft(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** A draft as it is stored, without what was not filled in; none when nothing is left. */
export function draftText(value: unknown): string | undefined {
  const filled = (one: unknown) => one !== undefined && one !== null && one !== "";
  if (!filled(value)) return undefined;
  if (typeof value !== "object") return JSON.stringify(value);
  const kept = Object.entries(value as object).filter(([, one]) => filled(one));
  return kept.length ? JSON.stringify(Object.fromEntries(kept)) : undefined;
}

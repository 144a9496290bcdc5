/** A file that waits in the composer: on its way, stored, or refused. */
export interface Pending {
  /** Ours; makes what is sent twice one. */
  key: string;
  name: string;
  size: number;
  /** What it is stored as; none before it is. */
  file?: string;
  /** How much is stored, from 0 to 1. */
  share?: number;
  /** Why it is not stored. */
  wrong?: unknown;
}

const endingOf = (name: string) => name.split(".").pop()?.toLowerCase() ?? "";

/** What the server lets a browser show. */
const pictures = new Set(["png", "jpg", "jpeg", "gif", "webp"]);
export const isPicture = (name: string) => pictures.has(endingOf(name));

const sounds = new Set(["weba", "m4a", "mp3", "ogg", "oga", "opus", "wav", "aac", "flac"]);
export const isSound = (name: string) => sounds.has(endingOf(name));

/** Sorts of sound that browsers record, best first, with the ending of a file's name. */
export const recordable: [type: string, ending: string][] = [
  ["audio/webm;codecs=opus", "weba"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];

const two = (part: number) => String(part).padStart(2, "0");

/** `2026-11-23 09.05` in a zone, as names of files may have it. */
function stamp(at: Date, zone: string): string {
  const format = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "short", timeZone: zone });
  return format.format(at).replace(":", ".");
}

/** The name of what somebody said: what a browser records does not tell its own length, so the name does. */
export function soundName(word: string, seconds: number, ending: string, at: Date, zone: string): string {
  const whole = Math.max(1, Math.round(seconds));
  return `${word} ${stamp(at, zone)} (${Math.floor(whole / 60)}m${two(whole % 60)}s).${ending}`;
}

/** Seconds of a recording, by its name. */
export function lengthOf(name: string): number | undefined {
  const found = /\((\d+)m(\d\d)s\)\.\w+$/.exec(name);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

/** Pictures from the clipboard are all called alike; they get a name that tells them apart. */
export function pastedName(word: string, name: string, at: Date, zone: string): string {
  return /^image\.\w+$/.test(name) ? `${word} ${stamp(at, zone)}.${endingOf(name)}` : name;
}

/** What a draft remembers of files: those that are stored. */
export function keptFiles(files: Pending[]): { list: Pending[] } | undefined {
  const list = files.flatMap(({ key, name, size, file }) => (file ? { key, name, size, file } : []));
  return list.length ? { list } : undefined;
}

/** Files of a draft, whatever was found there. */
export function readFiles(draft: unknown): Pending[] {
  const { list } = (draft ?? {}) as { list?: unknown };
  if (!Array.isArray(list)) return [];
  return list.filter((one) => typeof one?.key === "string" && typeof one.file === "string");
}

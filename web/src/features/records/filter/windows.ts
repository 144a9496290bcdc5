/** Windows of time as tests write them: `last(90d)`, `next(2w)`, `this(month)`, `2011-01-01..2011-02-01`. */

export const presets = [
  "last(7d)",
  "last(30d)",
  "last(90d)",
  "last(365d)",
  "next(7d)",
  "next(30d)",
  "this(week)",
  "this(month)",
  "this(quarter)",
  "this(year)",
] as const;
export type Preset = (typeof presets)[number];

/** Units of lengths of time, as `last` and `next` write them. */
export const units = ["d", "w", "m", "q", "y"] as const;
type Unit = (typeof units)[number];

type Way = "last" | "next";

export type Window =
  | { way: Way; count: number; unit: Unit }
  /** Days, both of them inside; either may be open. */
  | { way: "range"; from?: string; to?: string };

const length = /^(last|next)\((\d+)([dwmqy])\)$/;
const range = /^(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?$/;

function moved(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return Number.isNaN(date.getTime()) ? day : date.toISOString().slice(0, 10);
}

export function isPreset(text: string | undefined): text is Preset {
  return presets.some((one) => one === text);
}

/** The window of a text; undefined for one that only experts write. The day after its last one is what a test names. */
export function readWindow(text: string | undefined): Window | undefined {
  const found = length.exec(text ?? "");
  if (found) return { way: found[1] as Way, count: Number(found[2]), unit: found[3] as Unit };
  const days = range.exec(text ?? "");
  if (!days) return undefined;
  return { way: "range", from: days[1], to: days[2] && moved(days[2], -1) };
}

export function writeWindow(window: Window): string {
  if (window.way !== "range") return `${window.way}(${window.count}${window.unit})`;
  const { from, to } = window;
  return from || to ? `${from ?? ""}..${to ? moved(to, 1) : ""}` : "";
}

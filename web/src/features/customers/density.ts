import type { Activity } from "./data";

export interface Bar {
  month: string;
  count: number;
}

/** Most bars of a strip; longer times are shown by quarter or year. */
const most = 96;

/** Events by month without a gap, of these kinds or of all; beyond eight years each bar is a quarter, then a year. */
export function barsOf(activity: Activity[], kinds: string[]): { bars: Bar[]; months: number } {
  const first = activity[0]?.month;
  const last = activity.at(-1)?.month;
  if (!first || !last) return { bars: [], months: 1 };
  const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const long = index(last) - index(first) + 1;
  const months = long <= most ? 1 : long <= most * 3 ? 3 : 12;
  const start = Math.floor(index(first) / months);
  const bars = Array.from({ length: Math.floor(index(last) / months) - start + 1 }, (_, at): Bar => {
    const begin = (start + at) * months;
    return {
      month: `${Math.floor(begin / 12)}-${String((begin % 12) + 1).padStart(2, "0")}`,
      count: 0,
    };
  });
  for (const { month, kinds: counts } of activity) {
    const bar = bars[Math.floor(index(month) / months) - start];
    for (const [kind, count] of Object.entries(counts))
      if (bar && (kinds.length === 0 || kinds.includes(kind))) bar.count += count;
  }
  return { bars, months };
}

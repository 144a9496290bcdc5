import type { Month } from "./data";

/** Months without a gap from the first to the last, or the last `most` of them; a month without orders is zero. */
export function everyMonth(months: Month[], most: number): { month: string; value: number }[] {
  const first = months[0];
  const last = months.at(-1);
  if (!first || !last) return [];
  const spent = new Map(months.map((one) => [one.month, Number(one.spend.amount)]));
  const out: { month: string; value: number }[] = [];
  let [year = 0, month = 1] = first.month.split("-").map(Number);
  for (;;) {
    const key = `${year}-${String(month).padStart(2, "0")}`;
    out.push({ month: key, value: spent.get(key) ?? 0 });
    if (key >= last.month || out.length > 1200) break;
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year++;
  }
  return out.slice(-most);
}

/** Change of the later half against the earlier half of the last year of buying; null when there is nothing to compare. */
export function trendOf(values: number[]): number | null {
  const later = values.slice(-6).reduce((sum, value) => sum + value, 0);
  const earlier = values.slice(-12, -6).reduce((sum, value) => sum + value, 0);
  return earlier > 0 ? later / earlier - 1 : null;
}

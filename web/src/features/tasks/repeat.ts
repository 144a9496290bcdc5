/** How a task repeats: the part of RFC 5545 that the server knows. */
export type Every = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

export interface Repeat {
  every: Every;
  interval: number;
  /** Days of a week, Monday first: `MO` ... `SU`; none: the weekday on which it is due. */
  days: string[];
  lastDay: boolean;
  /** `2026-12-31` */
  until?: string;
  count?: number;
}

export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
export const frequencies: Every[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/** Reads what the server wrote; undefined for what it would not write. */
export function readRepeat(text: string): Repeat | undefined {
  const parts = new Map(text.split(";").map((part) => part.split("=", 2) as [string, string]));
  const every = frequencies.find((one) => one === parts.get("FREQ"));
  if (!every) return undefined;
  const until = parts.get("UNTIL")?.slice(0, 8);
  const count = parts.get("COUNT");
  return {
    every,
    interval: Number(parts.get("INTERVAL") ?? 1),
    days: parts.get("BYDAY")?.split(",") ?? [],
    lastDay: parts.get("BYMONTHDAY") === "-1",
    ...(until && { until: `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}` }),
    ...(count && { count: Number(count) }),
  };
}

export function writeRepeat({ every, interval, days, lastDay, until, count }: Repeat): string {
  const parts = [`FREQ=${every}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  const chosen = weekdays.filter((day) => days.includes(day));
  if (every === "WEEKLY" && chosen.length) parts.push(`BYDAY=${chosen.join(",")}`);
  if (every === "MONTHLY" && lastDay) parts.push("BYMONTHDAY=-1");
  if (until) parts.push(`UNTIL=${until.replaceAll("-", "")}`);
  if (count) parts.push(`COUNT=${count}`);
  return parts.join(";");
}

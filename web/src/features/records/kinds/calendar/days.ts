import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { valueType } from "../../../../api/definition";
import type { FieldDef } from "../../../../api/types";
import type { Node } from "../../filter/syntax";

dayjs.extend(utc);
dayjs.extend(timezone);

/** Days are texts like `2011-12-31`, in no zone. */
export type Day = string;

/** When something begins that only has a day. */
const morning = "09:00:00";

const write = (date: Date): Day => date.toISOString().slice(0, 10);
const read = (day: Day) => new Date(`${day}T00:00:00Z`);

export function addDays(day: Day, count: number): Day {
  const date = read(day);
  date.setUTCDate(date.getUTCDate() + count);
  return write(date);
}

/** The first day of a month so many months away. */
export function addMonths(day: Day, count: number): Day {
  const date = read(`${day.slice(0, 7)}-01`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return write(date);
}

export const today = (zone: string): Day => dayjs().tz(zone).format("YYYY-MM-DD");

/** The day that an address names, of a month its first one; nothing when it names none. */
export function readAt(text: string | undefined): Day | undefined {
  const found = /^(\d{4}-\d\d)(-\d\d)?$/.exec(text ?? "");
  const day = found && `${found[1]}${found[2] ?? "-01"}`;
  if (!day || Number.isNaN(read(day).getTime())) return undefined;
  return write(read(day)) === day ? day : undefined;
}

/** The weekday with which weeks begin, as the app's date pickers have it: 0 is Sunday. */
export function weekStart(language: string): number {
  return (dayjs.Ls[language.toLowerCase()] as { weekStart?: number } | undefined)?.weekStart ?? 0;
}

export function weekOf(day: Day, start: number): Day[] {
  const first = addDays(day, -((read(day).getUTCDay() - start + 7) % 7));
  return [0, 1, 2, 3, 4, 5, 6].map((count) => addDays(first, count));
}

/** The weeks that a month's days are in. */
export function weeksOf(day: Day, start: number): Day[][] {
  const [first, next] = [addMonths(day, 0), addMonths(day, 1)];
  const weeks: Day[][] = [];
  for (let at = weekOf(first, start); (at[0] ?? next) < next; at = weekOf(addDays(at[6] ?? next, 1), start))
    weeks.push(at);
  return weeks;
}

/** Records from one day to another, both inside. */
export function between(field: FieldDef, first: Day, last: Day): Node {
  return { kind: "test", path: field.name, op: "within", values: [`${first}..${addDays(last, 1)}`] };
}

const isInstant = (field: FieldDef) => valueType(field) === "datetime";

/** The day of a value in one's zone. */
export function dayOf(value: unknown, field: FieldDef, zone: string): Day | undefined {
  if (typeof value !== "string" || !value) return undefined;
  return isInstant(field) ? dayjs(value).tz(zone).format("YYYY-MM-DD") : value.slice(0, 10);
}

/** The value on another day, at the same time. */
export function onDay(value: unknown, day: Day, field: FieldDef, zone: string): string {
  if (!isInstant(field)) return day;
  const time = typeof value === "string" && value ? dayjs(value).tz(zone).format("HH:mm:ss.SSS") : morning;
  return dayjs.tz(`${day}T${time}`, zone).toISOString();
}

/** The time of day of a value that has one. */
export function timeOf(value: unknown, field: FieldDef, zone: string): string {
  return isInstant(field) && typeof value === "string" ? dayjs(value).tz(zone).format("HH:mm") : "";
}

import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

/** Hour at which a day of work begins. */
const morning = 9;
/** From this hour on there is no "later today". */
const evening = 21;

type Choice = "later" | "tomorrow" | "nextWeek";

/** Instants that are a click away, in one's zone: in three hours, tomorrow and on Monday in the morning. */
export function soon(zone: string, now: Date = new Date()): { choice: Choice; at: string }[] {
  const here = dayjs(now).tz(zone);
  const day = (days: number) =>
    dayjs.tz(`${here.add(days, "day").format("YYYY-MM-DD")}T0${morning}:00`, zone);
  const later = here.add(3, "hour").startOf("hour");
  const choices: [Choice, Dayjs][] = [
    ["tomorrow", day(1)],
    ["nextWeek", day((8 - here.day()) % 7 || 7)],
  ];
  if (later.isSame(here, "day") && later.hour() < evening) choices.unshift(["later", later]);
  return choices.map(([choice, at]) => ({ choice, at: at.toISOString() }));
}

type Time = "overdue" | "today" | "coming";

/** Tasks by when they are due; those without a time are to come. */
export function inTime<T extends object>(
  tasks: T[],
  zone: string,
  now: Date = new Date(),
): Record<Time, T[]> {
  const end = dayjs(now).tz(zone).endOf("day");
  const times: Record<Time, T[]> = { overdue: [], today: [], coming: [] };
  for (const task of tasks) {
    const { due_at } = task as { due_at?: unknown };
    const due = typeof due_at === "string" ? dayjs(due_at) : undefined;
    const time = !due || due.isAfter(end) ? "coming" : due.isBefore(now) ? "overdue" : "today";
    times[time].push(task);
  }
  return times;
}

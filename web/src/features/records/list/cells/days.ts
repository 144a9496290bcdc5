import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

const pad = (text: string) => text.padStart(2, "0");

/** A day as spreadsheets write it, as `2024-02-01`; none where day and month could be meant either way. */
export function readDate(text: string): string | undefined {
  const plain = text.normalize("NFKC").trim();
  const years =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (years) return real(years[1], years[2], years[3]);
  const last = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain);
  if (last) {
    const [a, b] = [Number(last[1]), Number(last[2])];
    if (plain.includes(".") || a > 12) return real(last[3], last[2], last[1]);
    return b > 12 || a === b ? real(last[3], last[1], last[2]) : undefined;
  }
  if (!/[a-z]{3}/i.test(plain)) return undefined;
  const told = new Date(`${plain} UTC`);
  return Number.isNaN(told.getTime()) ? undefined : told.toISOString().slice(0, 10);
}

function real(year = "", month = "", day = ""): string | undefined {
  const text = `${year}-${pad(month)}-${pad(day)}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}

/** A time in one's zone as an instant; midnight where there is only a day. */
export function readDateTime(text: string, zone: string): string | undefined {
  const plain = text.normalize("NFKC").trim();
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(plain)) {
    const told = new Date(plain);
    return Number.isNaN(told.getTime()) ? undefined : told.toISOString();
  }
  const parts = /^(.*?)(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/.exec(plain);
  const day = readDate(parts?.[1] ?? "");
  const [hour, minute, second] = [parts?.[2] ?? "0", parts?.[3] ?? "00", parts?.[4] ?? "00"];
  if (!day || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return dayjs.tz(`${day}T${pad(hour)}:${minute}:${second}`, zone).toISOString();
}

/** An instant in one's zone, to the second only where it has seconds. */
export function writeDateTime(value: string, zone: string): string {
  const time = dayjs(value).tz(zone);
  if (!time.isValid()) return value;
  return time.format(time.second() ? "YYYY-MM-DD HH:mm:ss" : "YYYY-MM-DD HH:mm");
}

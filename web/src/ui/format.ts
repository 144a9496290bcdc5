import type { Count, Money } from "../api/types";

type Format = Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames;
const cache = new Map<string, Format>();

function kept<T extends Format>(key: string, make: () => T): T {
  let found = cache.get(key) as T | undefined;
  if (!found) {
    found = make();
    cache.set(key, found);
  }
  return found;
}

export function formatNumber(value: number | string, language: string, digits?: number): string {
  const key = `n${language}${digits ?? ""}`;
  const format = kept(key, () => {
    const options =
      digits === undefined
        ? { maximumFractionDigits: 9 }
        : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(language, options);
  });
  return format.format(value as number);
}

/** `10,000+` where only so many were counted. */
export function formatCount({ count, exact }: Count, language: string): string {
  return formatNumber(count, language) + (exact ? "" : "+");
}

/** 12.3万 in Chinese, 123K in English. */
export function formatShort(value: number, language: string): string {
  const format = kept(
    `s${language}`,
    () => new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }),
  );
  return format.format(value);
}

export function formatPercent(value: number, language: string): string {
  return kept(
    `p${language}`,
    () => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }),
  ).format(value);
}

export function isMoney(value: unknown): value is Money {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}

export function formatMoney(money: Money, language: string): string {
  const key = `m${language}${money.currency}`;
  try {
    const format = kept(
      key,
      () =>
        new Intl.NumberFormat(language, {
          style: "currency",
          currency: money.currency,
          currencyDisplay: "narrowSymbol",
        }),
    );
    return format.format(money.amount as unknown as number);
  } catch {
    return `${money.amount} ${money.currency}`;
  }
}

/** The amount alone, for columns whose header names the currency. */
export function formatAmount(money: Money, language: string): string {
  const digits = money.amount.split(".")[1]?.length ?? 0;
  return formatNumber(money.amount, language, digits);
}

/** The instant of an ISO date or datetime; null when the text is neither. */
function instant(value: unknown): Date | null {
  if (typeof value !== "string" || !value) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A date of its own, in no zone. */
export function formatDate(value: string, language: string): string {
  return formatDay(value, language, "UTC");
}

/** The day of an instant in a zone. */
export function formatDay(value: string, language: string, zone: string): string {
  const date = instant(value);
  if (!date) return value;
  const format = kept(
    `y${language}${zone}`,
    () =>
      new Intl.DateTimeFormat(language, {
        year: "numeric",
        month: language === "en" ? "short" : "numeric",
        day: "numeric",
        timeZone: zone,
      }),
  );
  return format.format(date);
}

export function formatDateTime(value: string, language: string, zone: string): string {
  const date = instant(value);
  if (!date) return value;
  const format = kept(
    `t${language}${zone}`,
    () =>
      new Intl.DateTimeFormat(language, {
        year: "numeric",
        month: language === "en" ? "short" : "numeric",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: zone,
      }),
  );
  return format.format(date);
}

/** The month of an instant in a zone, as `2011-12`. */
export function monthIn(value: string, zone: string): string {
  const date = instant(value);
  if (!date) return value.slice(0, 7);
  const format = kept(
    `mi${zone}`,
    () => new Intl.DateTimeFormat("sv", { year: "numeric", month: "2-digit", timeZone: zone }),
  );
  return format.format(date);
}

/** `2011-12` in words. */
export function formatMonth(value: string, language: string): string {
  const date = instant(`${value.slice(0, 7)}-01`);
  if (!date) return value;
  return kept(
    `mo${language}`,
    () => new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" }),
  ).format(date);
}

const justNow: Record<string, string> = { "zh-CN": "刚刚", "zh-TW": "剛剛", en: "just now" };

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A day with its weekday: Monday, 5 December 2011. */
export function formatLongDay(value: string, language: string): string {
  const format = kept(
    `l${language}`,
    () => new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }),
  );
  return format.format(new Date(`${value}T00:00:00Z`));
}

/** The weekday of a day, in short. */
export function formatWeekday(value: string, language: string): string {
  const format = kept(
    `w${language}`,
    () => new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }),
  );
  return format.format(new Date(`${value}T00:00:00Z`));
}

/** The day of the month and its month, without the year. */
export function formatMonthDay(value: string, language: string): string {
  const month = language === "en" ? "short" : "long";
  const format = kept(
    `md${language}`,
    () => new Intl.DateTimeFormat(language, { month, day: "numeric", timeZone: "UTC" }),
  );
  return format.format(new Date(`${value}T00:00:00Z`));
}

/** From one day to another: May 10 – 16, 2032. */
export function formatDays(first: string, last: string, language: string): string {
  const dateStyle = language === "en" ? "medium" : "long";
  const format = kept(
    `ds${language}`,
    () => new Intl.DateTimeFormat(language, { dateStyle, timeZone: "UTC" }),
  );
  return format.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`));
}

/** "5 minutes ago" within a week of now, else the day. */
export function formatRelative(value: string, language: string, zone: string, now = Date.now()): string {
  const date = instant(value);
  if (!date) return value;
  const seconds = (date.getTime() - now) / 1000;
  if (Math.abs(seconds) >= 7 * 86_400) return formatDay(value, language, zone);
  const format = kept(`r${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return justNow[language] ?? format.format(0, "second");
}

/** Time that is left or was taken, in its two largest parts: 1:02:33 or 0:07. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const pad = (part: number) => String(part).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

export function formatBytes(bytes: number, language: string): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${formatNumber(size, language, unit === 0 || size >= 100 ? 0 : 1)} ${units[unit]}`;
}

const han = /\p{Script=Han}/u;

/** One or two signs for an avatar: the last two of a Chinese name, else first letters of two words. */
export function initialsOf(name: string): string {
  const text = name.trim();
  if (!text) return "?";
  if (han.test(text)) {
    const signs = [...text].filter((sign) => han.test(sign));
    return signs.length > 2 ? signs.slice(-2).join("") : signs.slice(-1).join("");
  }
  const words = text.split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

export function countryName(code: string, language: string): string {
  try {
    return kept(`c${language}`, () => new Intl.DisplayNames([language], { type: "region" })).of(code) ?? code;
  } catch {
    return code;
  }
}

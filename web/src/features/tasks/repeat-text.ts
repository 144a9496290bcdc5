import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDate } from "../../ui/format";
import { type Repeat, readRepeat, weekdays } from "./repeat";

/** A weekday in the person's language; 4 January 2021 was a Monday. */
export function weekdayName(day: string, language: string, width: "short" | "narrow" | "long" = "short") {
  const date = new Date(Date.UTC(2021, 0, 4 + weekdays.indexOf(day)));
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: "UTC" }).format(date);
}

const units = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;

/** Says a rule in words: "Every 2 weeks on Mon, Thu, until 31 Dec 2026". */
export function useRepeatText(): (rule: string | Repeat) => string {
  const { t } = useTranslation();
  const { language } = usePlace();
  return (rule) => {
    const repeat = typeof rule === "string" ? readRepeat(rule) : rule;
    if (!repeat) return String(rule);
    const { every, interval, days, lastDay, until, count } = repeat;
    const list = new Intl.ListFormat(language, { type: "unit", style: "short" });
    const named = list.format(days.map((day) => weekdayName(day, language)));
    const parts = [t(`tasks.every.${units[every]}`, { count: interval })];
    if (days.length) parts.push(t("tasks.every.on", { days: named }));
    if (lastDay) parts.push(t("tasks.every.lastDay"));
    if (until) parts.push(t("tasks.every.until", { day: formatDate(until, language) }));
    if (count) parts.push(t("tasks.every.times", { count }));
    return parts.join(t("tasks.every.join"));
  };
}

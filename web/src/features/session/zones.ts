import { formatDateTime } from "../../ui/format";

/** The time zone of this computer. */
export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every time zone that the browser knows, this computer's first. */
export function allZones(here: string): string[] {
  return [...new Set([here, ...Intl.supportedValuesOf("timeZone")])];
}

/** A zone's name as people say it, and how far it is from UTC: 北美东部时间, GMT-5. */
export function zoneWords(zone: string, language: string, now: Date = new Date()): string {
  const word = (timeZoneName: "longGeneric" | "shortOffset") =>
    new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName })
      .formatToParts(now)
      .find((part) => part.type === "timeZoneName")?.value ?? "";
  return [...new Set([word("longGeneric"), word("shortOffset")])].join(", ");
}

/** Whether clocks show the same in two zones, in summer and in winter. */
export function sameClock(one: string, other: string, now: Date = new Date()): boolean {
  const halfYear = 182 * 86_400_000;
  return [0, halfYear].every((later) => {
    const at = new Date(now.getTime() + later).toISOString();
    return formatDateTime(at, "en", one) === formatDateTime(at, "en", other);
  });
}

/** Words by which a zone is found: `new york` finds America/New_York. */
export const plainZone = (text: string) => text.replaceAll("_", " ").toLowerCase();

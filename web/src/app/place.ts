import { useMe } from "../api/session";
import { useTranslation } from "./i18n";

const known = new Map<string, boolean>();

/** Whether this browser knows a time zone; with one that it does not know nothing can be written. */
function knows(zone: string): boolean {
  let found = known.get(zone);
  if (found === undefined) {
    try {
      found = Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
    } catch {
      found = false;
    }
    known.set(zone, found);
  }
  return found;
}

/** The first of some zones that there is. */
export function firstZone(...zones: (string | null | undefined)[]): string {
  return zones.find((zone) => zone && knows(zone)) ?? "UTC";
}

/** Language and time zone of the person, the company's zone where they chose none: what formatting needs to know. */
export function usePlace(): { language: string; zone: string } {
  const { i18n } = useTranslation();
  const { user, company } = useMe();
  return { language: i18n.language, zone: firstZone(user.zone, company.zone) };
}

import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { meQuery } from "../api/session";
import { queryClient } from "./query-client";

const known = new Map<string, boolean>();

/** Whether this browser knows a time zone; with one that it does not know nothing can be written. */
function knows(zone: string): boolean {
  let found = known.get(zone);
  if (found === undefined) {
    try {
      found = Boolean(new Intl.DateTimeFormat(undefined, { timeZone: zone }));
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
interface Place {
  language: string;
  zone: string;
}

let place: Place = { language: "", zone: "" };
const listeners = new Set<() => void>();

/** Where the person is now: the same object until something of it changes. */
function now(): Place {
  const me = queryClient.getQueryData(meQuery.queryKey);
  const { language } = i18next;
  const zone = firstZone(me?.user.zone, me?.company.zone);
  if (language !== place.language || zone !== place.zone) place = { language, zone };
  return place;
}

function changed() {
  const before = place;
  if (now() !== before) for (const listener of listeners) listener();
}

queryClient.getQueryCache().subscribe(({ query }) => query.queryKey[0] === meQuery.queryKey[0] && changed());
i18next.on("languageChanged", changed);
now();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A page asks hundreds of times, once for each value: the account is looked at once for all of them. */
export const usePlace = () => useSyncExternalStore(subscribe, () => place);

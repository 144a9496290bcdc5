import type { CountryCode } from "libphonenumber-js/min";
import { useSyncExternalStore } from "react";

let rules: typeof import("libphonenumber-js/min") | undefined;
const waiting = new Set<() => void>();

let asked: Promise<void> | undefined;

/** The rules of all countries are large and come by themselves; until then numbers are shown as they are stored. */
export function phoneRules(): Promise<void> {
  asked ??= import("libphonenumber-js/min").then(
    (loaded) => {
      rules = loaded;
      for (const tell of waiting) tell();
    },
    () => undefined,
  );
  return asked;
}

function subscribe(tell: () => void) {
  phoneRules();
  waiting.add(tell);
  return () => {
    waiting.delete(tell);
  };
}

/** Draws a component anew when the rules are there. */
export function usePhoneRules(): boolean {
  return useSyncExternalStore(subscribe, () => rules !== undefined);
}

/** A stored number grouped as its country writes it, with the country's code in front. */
export function groupedPhone(value: string): string {
  return rules?.parsePhoneNumberFromString(value)?.formatInternational() ?? value;
}

/** The country of a stored number, when it says one. */
export function phoneCountry(value: string): string | undefined {
  return rules?.parsePhoneNumberFromString(value)?.country;
}

/** What a person typed as E.164 where that is certain; else as typed, for the server to judge. */
export function storedPhone(typed: string, country: string | undefined): string {
  const text = typed.trim();
  const number = rules?.parsePhoneNumberFromString(text, country as CountryCode | undefined);
  return number?.isValid() ? number.number : text;
}

import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/** A stored number grouped as its country writes it, with the country's code in front. */
export function groupedPhone(value: string): string {
  return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
}

/** The country of a stored number, when it says one. */
export function phoneCountry(value: string): string | undefined {
  return parsePhoneNumberFromString(value)?.country;
}

/** What a person typed as E.164 where that is certain; else as typed, for the server to judge. */
export function storedPhone(typed: string, country: string | undefined): string {
  const text = typed.trim();
  const number = parsePhoneNumberFromString(text, country as CountryCode | undefined);
  return number?.isValid() ? number.number : text;
}

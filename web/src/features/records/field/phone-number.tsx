import { groupedPhone, usePhoneRules } from "./phone";

/** A stored number as its country writes it. */
export function PhoneNumber({ value }: { value: string }) {
  usePhoneRules();
  return groupedPhone(value);
}

import { useTranslation } from "react-i18next";
import type { Fault } from "./mending";

const known = [
  "bad_phone",
  "bad_email",
  "bad_date",
  "bad_country",
  "bad_url",
  "unknown_option",
  "required",
  "too_long",
  "not_unique",
  "not_found",
  "duplicate",
  "ragged_row",
] as const;

/** The message without the technical name of its field. */
export const plain = ({ message }: Fault) => message.replace(/^\w+\.\w+: /, "");

/** Why cells of a kind were refused, in words; one of the messages where we have none. */
export function useReason() {
  const { t } = useTranslation();
  return (fault: Fault) => {
    const one = known.find((name) => name === fault.code);
    return one ? t(`imports.why.${one}`) : plain(fault);
  };
}

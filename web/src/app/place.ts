import { useTranslation } from "react-i18next";
import { useMe } from "../api/session";

/** Language of the person and time zone of the company: what formatting needs to know. */
export function usePlace(): { language: string; zone: string } {
  const { i18n } = useTranslation();
  const { company } = useMe();
  return { language: i18n.language, zone: company.zone || "UTC" };
}

import { useTranslation } from "../../app/i18n";
import { useNames } from "../records/field/labels";

/** Fields by object, in words: `Customers: E-mail, Phone`. */
export function useFieldsOf() {
  const { t } = useTranslation();
  const names = useNames();
  return (fields: Record<string, string[]>): string[] =>
    Object.entries(fields).map(([object, of]) => {
      const known = of.map((field) => names.field(object, field));
      return `${names.plural(object)}: ${known.join(t("privacy.comma"))}`;
    });
}

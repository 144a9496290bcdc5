import { useMemo } from "react";
import { useMeta } from "../../../../api/session";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { useLabels } from "../../field/labels";
import type { Around } from "./text";

/** What the texts of cells depend on: language, company, words. */
export function useAround(): Around {
  const { t } = useTranslation();
  const { company } = useMeta();
  const { language, zone } = usePlace();
  const labels = useLabels();
  const optionLabel = labels.option;
  // biome-ignore lint/correctness/useExhaustiveDependencies: words follow the language
  return useMemo(
    () => ({
      language,
      zone,
      currency: company.currency,
      country: company.country,
      option: (field, value) => {
        const option = field.options?.find((one) => one.value === value);
        return option ? optionLabel(option) : value;
      },
      yes: t("value.yes"),
      no: t("value.no"),
    }),
    [language, zone, company],
  );
}

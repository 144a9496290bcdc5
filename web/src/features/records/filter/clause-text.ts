import { useTranslation } from "react-i18next";
import { fieldOf, objectOf, valueType } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, Meta, ObjectDef } from "../../../api/types";
import { usePlace } from "../../../app/place";
import { countryName, formatDate, formatNumber } from "../../../ui/format";
import { holdsTags, useTags } from "../../tags/data";
import { useLabels } from "../field/labels";
import { areaOf, choiceOf, isArea, windows } from "./operators";
import type { Clause } from "./syntax";

/** The field that a path names; `customer.country` steps over one reference. */
export function fieldAt(
  meta: Meta,
  object: ObjectDef,
  path: string,
): { field: FieldDef; via?: FieldDef } | undefined {
  const [first = "", second] = path.split(".");
  const field = fieldOf(object, first);
  if (!second) return field && { field };
  if (field?.type === "address" && second === "division") return { field: areaOf(field), via: field };
  const target = field?.object ? objectOf(meta, field.object) : undefined;
  const inner = target && fieldOf(target, second);
  return inner && { field: inner, via: field };
}

export function useClauseText(object: ObjectDef) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const { language } = usePlace();
  const tags = useTags(object.fields.some(holdsTags));

  function valueText(field: FieldDef | undefined, value: string): string {
    const type = field && valueType(field);
    if (type === "select") {
      const option = field?.options?.find((one) => one.value === value);
      return option ? labels.option(option) : value;
    }
    if (type === "boolean") return value === "true" ? t("value.yes") : t("value.no");
    if (type === "date" || type === "datetime") return formatDate(value.slice(0, 10), language);
    if ((type === "money" || type === "integer" || type === "decimal") && Number.isFinite(Number(value)))
      return formatNumber(value, language);
    if (field && holdsTags(field)) return tags.find((tag) => tag.code === value)?.name ?? value;
    if (field?.name === "country" && /^[A-Z]{2}$/.test(value)) return countryName(value, language);
    return value;
  }

  return ({ test, not }: Clause) => {
    const found = fieldAt(meta, object, test.path);
    const name = found
      ? [found.via, found.field]
          .flatMap((one) => (one ? (isArea(one) ? t("address.division") : labels.field(one)) : []))
          .join(" · ")
      : test.path;
    const choice = choiceOf(test.op, not);
    const operator = t(`filter.op.${choice}`);
    const window = windows.find((one) => one === test.values[0]);
    const value =
      test.op === "within"
        ? window
          ? t(`filter.window.${window}`)
          : (test.values[0] ?? "")
        : test.values.map((one) => valueText(found?.field, one)).join(t("filter.orJoin"));
    const turned = not && choice !== "is_not" && choice !== "not_empty" ? `${t("filter.not")} ` : "";
    return {
      field: name,
      operator: turned + operator,
      value,
      full: `${name} ${turned}${operator} ${value}`.trim(),
    };
  };
}

import { fieldOf, objectOf, valueType } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, Meta, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { countryName, formatDate, formatNumber } from "../../../ui/format";
import { holdsTags, useTags } from "../../tags/data";
import { useLabels } from "../field/labels";
import { areaOf, choiceOf, isArea } from "./operators";
import type { Clause, Node } from "./syntax";
import { isPreset, readWindow } from "./windows";

/** The records that a field refers to; people are records too. */
export function targetOf(meta: Meta, field: FieldDef): ObjectDef | undefined {
  const name = field.type === "user" ? "user" : field.type === "reference" ? field.object : undefined;
  return name ? objectOf(meta, name) : undefined;
}

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
  const target = field && targetOf(meta, field);
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
    if (type === "user" && value === "me") return t("filter.me");
    if (type === "reference" && value === "my_team") return t("filter.myTeam");
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

  function windowText(text: string): string {
    if (isPreset(text)) return t(`filter.window.${text}`);
    const window = readWindow(text);
    if (!window) return text;
    if (window.way !== "range") {
      const { count } = window;
      const length = t("filter.length", { number: count, unit: t(`filter.units.${window.unit}`, { count }) });
      return t(`filter.${window.way}`, { length });
    }
    const day = (one: string | undefined) => (one ? formatDate(one, language) : "…");
    return `${day(window.from)} – ${day(window.to)}`;
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
    const value =
      test.op === "within"
        ? windowText(test.values[0] ?? "")
        : test.values.map((one) => valueText(found?.field, one)).join(t("filter.orJoin"));
    const turned = not && choice !== "is_not" && choice !== "not_empty" ? `${t("filter.not")} ` : "";
    return {
      field: name,
      operator: turned + operator,
      value,
      refers: refers(found?.field, test.values),
      full: `${name} ${turned}${operator} ${value}`.trim(),
    };
  };
}

const id = /^[\da-f]{8}-[\da-f-]{27}$/i;

/** The record that a test asks for, where it is one. */
function refers(field: FieldDef | undefined, values: string[]) {
  const [value, ...others] = values;
  if (!field || !value || others.length || !id.test(value)) return undefined;
  if (field.type === "user") return { object: "user", id: value };
  return field.type === "reference" && field.object ? { object: field.object, id: value } : undefined;
}

/** A whole condition in words. */
export function useTreeText(object: ObjectDef) {
  const { t } = useTranslation();
  const clause = useClauseText(object);
  const words = (node: Node, inside: boolean): string => {
    if (node.kind === "test") return clause({ test: node, not: false }).full;
    if (node.kind === "not") {
      const { item } = node;
      return item.kind === "test"
        ? clause({ test: item, not: true }).full
        : `${t("filter.not")} ${words(item, true)}`;
    }
    const joined = node.items
      .map((item) => words(item, true))
      .join(node.kind === "any" ? t("filter.orJoin") : t("filter.andJoin"));
    return inside ? `(${joined})` : joined;
  };
  return (node: Node) => words(node, false);
}

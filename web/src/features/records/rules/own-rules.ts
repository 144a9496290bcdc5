import type { Rule } from "antd/es/form";
import { useMemo } from "react";
import { labelIn } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { asked, conditionOf, judge } from "./judge";

/** The company's own rules at the fields of a form: what is known to be refused is said before it is sent. */
export function useOwnRules(object: ObjectDef) {
  const { i18n } = useTranslation();
  const rules = useMemo(
    () =>
      (object.rules ?? []).flatMap((rule) => {
        const node = conditionOf(rule.condition);
        return node ? [{ ...rule, node, asks: asked(node) }] : [];
      }),
    [object],
  );
  return (field: FieldDef): { dependencies?: string[]; rules: Rule[] } => {
    const here = rules.filter((rule) => rule.field === field.name);
    if (here.length === 0) return { rules: [] };
    const others = here.flatMap((rule) => rule.asks).filter((name) => name !== field.name);
    return {
      dependencies: [...new Set(others)],
      rules: here.map((rule) => (form) => ({
        validator: () =>
          judge(object, rule.node, form.getFieldsValue(true)) === true
            ? Promise.reject(new Error(labelIn(rule.message, i18n.language, rule.name)))
            : Promise.resolve(),
      })),
    };
  };
}

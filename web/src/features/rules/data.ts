import { queryOptions } from "@tanstack/react-query";
import { get, request } from "../../api/client";
import { isSystem } from "../../api/definition";
import type { FieldDef, ObjectDef, ValidationRule } from "../../api/types";

/** A rule as administrators see it: kept though switched off, and why it judges nothing. */
export interface Standing extends ValidationRule {
  active: boolean;
  fault: string | null;
}

export function rulesQuery(object: string) {
  return queryOptions({
    queryKey: ["rules", object],
    queryFn: ({ signal }) => get<{ items: Standing[] }>(`/objects/${object}/rules`, undefined, signal),
    staleTime: 0,
  });
}

export const keepRules = (object: string, rules: Standing[]) =>
  request("PUT", `/objects/${object}/rules`, {
    json: { items: rules.map(({ fault: _, ...rule }) => rule) },
  });

/** A list with one rule in place of the one at `at`, at its end, or without it. */
export function replaced(rules: Standing[], at: number | undefined, rule: Standing | undefined): Standing[] {
  if (at === undefined) return rule ? [...rules, rule] : rules;
  return rules.flatMap((one, i) => (i === at ? (rule ?? []) : one));
}

const entered = (field: FieldDef) =>
  (!isSystem(field) || field.name.startsWith("created_")) && !["roll_up", "auto_number"].includes(field.type);

/** The object with the fields alone that a rule may ask for: what is known when a record is judged. */
export const judged = (object: ObjectDef): ObjectDef => ({
  ...object,
  fields: object.fields.filter(entered),
});

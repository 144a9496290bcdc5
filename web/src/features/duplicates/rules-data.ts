import { queryOptions } from "@tanstack/react-query";
import { get, post, request } from "../../api/client";
import type { FieldDef, ObjectDef, RecordData, Schemas } from "../../api/types";
import type { Level } from "./data";

export type Rules = Schemas["DuplicateRules"];
export type How = Rules["compare"][number]["how"];

/** What rules find among the records of now. */
export interface Trial {
  /** Records compared, and records there are. */
  records: number;
  total: number;
  pairs: number;
  groups: number;
  items: { chance: number; fields: Record<string, [Level, number]>; records: RecordData[] }[];
}

export function rulesQuery(object: string) {
  return queryOptions({
    queryKey: ["duplicates", object, "rules"],
    queryFn: ({ signal }) => get<Rules>(`/records/${object}/duplicates/rules`, undefined, signal),
  });
}

export const keepRules = (object: string, rules: Rules) =>
  request<Rules>("PUT", `/records/${object}/duplicates/rules`, { json: rules });
export const resetRules = (object: string) => request<Rules>("DELETE", `/records/${object}/duplicates/rules`);
export const tryRules = (object: string, rules: Rules) =>
  post<Trial>(`/records/${object}/duplicates/rules/try`, rules);

const ways: Record<string, How[]> = {
  email: ["email", "exact"],
  phone: ["phone", "exact"],
  address: ["address"],
  date: ["date", "exact"],
  text: ["name", "text", "code", "exact"],
  url: ["exact"],
  integer: ["exact"],
  select: ["exact"],
  reference: ["exact"],
};

/** How the values of a field may be compared, the usual way first. */
export const waysOf = (field: FieldDef | undefined): How[] => ways[field?.type ?? ""] ?? [];

/** Fields that may be compared and are not yet. */
export function comparable(object: ObjectDef, rules: Rules): FieldDef[] {
  const taken = new Set(rules.compare.map((one) => one.field));
  return object.fields.filter((field) => !field.hidden && !taken.has(field.name) && waysOf(field).length > 0);
}

/** The rules without a field, and without the sets that named it. */
export function without(rules: Rules, field: string): Rules {
  const sets = (all: string[][]) => all.filter((set) => !set.includes(field));
  return {
    ...rules,
    compare: rules.compare.filter((one) => one.field !== field),
    blocks: sets(rules.blocks),
    sure: sets(rules.sure),
  };
}

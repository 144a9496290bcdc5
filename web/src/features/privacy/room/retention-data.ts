import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../../api/client";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { isUnderWay } from "../../../api/work";
import type { State } from "../work-state";

const actions = ["delete", "anonymise", "erase", "purge"] as const;
export type Action = (typeof actions)[number];

/** Which records are kept how long, and what becomes of them. */
export interface Rule {
  id: string;
  name: string;
  object: string;
  filter: string;
  field: string;
  days: number;
  action: Action;
  active: boolean;
  tried_at: string | null;
  tried_count: number | null;
}

export interface Tried {
  count: number;
  more: boolean;
  sample: { id: string; title: string | null; kept: boolean }[];
}

export interface Run {
  id: string;
  rule: string | null;
  name: string;
  state: State;
  total: number;
  done: number;
  kept: number;
  failed: number;
  error: string | null;
  by: string | null;
  started_at: string;
}

const key = ["privacy", "retention"];
export const retentionKey = key;

export const retentionQuery = queryOptions({
  queryKey: [...key, "rules"],
  queryFn: async ({ signal }) =>
    (await get<{ items: Rule[] }>("/privacy/retention", undefined, signal)).items,
});

export const runsQuery = queryOptions({
  queryKey: [...key, "runs"],
  queryFn: async ({ signal }) =>
    (await get<{ items: Run[] }>("/privacy/retention-runs", { limit: 30 }, signal)).items,
  refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? 1000 : false),
});

export const tryOut = (id: string) => post<Tried>(`/privacy/retention/${id}/try`);

/** Objects that rules may be about. */
export function ruled(objects: ObjectDef[]): ObjectDef[] {
  return objects.filter(
    (one) => !one.hidden && !one.append_only && one.name !== "user" && one.name !== "team",
  );
}

/** What may become of records of an object. */
export function possible(object: string | undefined): Action[] {
  return object === "customer" ? [...actions] : ["delete", "purge"];
}

/** Dates by which age is told. */
export function dates(object: ObjectDef | undefined): FieldDef[] {
  return (object?.fields ?? []).filter(
    (field) => ["date", "datetime"].includes(field.type) && !field.multi && field.name !== "deleted_at",
  );
}

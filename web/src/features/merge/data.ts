import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import { isEmpty, isSystem } from "../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";

export const strategies = ["survivor", "newest", "oldest", "frequent"] as const;
export type Strategy = (typeof strategies)[number];

/** What is to be merged, as the server takes it. */
export interface Merge {
  others: string[];
  choose: Record<string, string>;
  strategy: Strategy;
}

/** What a merge or its undoing did, or would do. */
export interface Merged {
  merges: string[];
  survivor: string;
  fields: Record<string, string | null>;
  kept: string[];
  moved: Record<string, number>;
  dropped: Record<string, number>;
  stayed: Record<string, number>;
}

export interface MergeEntry {
  id: string;
  survivor: string;
  gone: string;
  survivor_name: string | null;
  gone_name: string | null;
  at: string;
  by: string | null;
  undone_at: string | null;
}

export function previewQuery(object: string, survivor: string, merge: Merge) {
  return queryOptions({
    queryKey: ["merge", object, survivor, merge],
    queryFn: () => post<Merged>(`/records/${object}/${survivor}/merge/preview`, merge),
    retry: false,
  });
}

export function mergesQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ["history", object, id, "merges"],
    queryFn: ({ signal }) =>
      get<{ items: MergeEntry[] }>(`/records/${object}/${id}/merges`, undefined, signal),
  });
}

export const undoMerge = (object: string, merge: string) =>
  post<Merged>(`/records/${object}/merges/${merge}/undo`);

export const previewUndo = (object: string, merge: string) =>
  post<Merged>(`/records/${object}/merges/${merge}/undo/preview`);

/** Fields whose value can be chosen and in which the records differ. */
export function differing(object: ObjectDef, records: RecordData[]): FieldDef[] {
  return object.fields.filter((field) => {
    if (field.hidden || isSystem(field)) return false;
    if (["formula", "roll_up", "auto_number", "id"].includes(field.type)) return false;
    if (field.by?.includes("engine")) return false;
    const values = records.map((record) =>
      JSON.stringify(isEmpty(record[field.name]) ? null : record[field.name]),
    );
    return new Set(values).size > 1;
  });
}

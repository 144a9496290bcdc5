import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import { isUnderWay } from "../../api/work";
import type { Made } from "./archive-item";

/** What holds for one purpose and channel of a customer. */
export interface Standing {
  purpose: string;
  channel: string;
  state: "granted" | "expired" | "withdrawn" | "denied";
  given_at: string;
  expires_at: string | null;
  basis: string | null;
  /** The row of the ledger that decided. */
  consent: string;
}

/** What a list leaves out for the purpose that it is asked for. */
export interface LeftOut {
  records: number;
  fields: string[];
}

export function consentsQuery(customer: string) {
  return queryOptions({
    queryKey: ["customer", customer, "consents"],
    queryFn: async ({ signal }) =>
      (await get<{ items: Standing[] }>(`/customers/${customer}/consents`, undefined, signal)).items,
    staleTime: 10_000,
  });
}

export function leftOutQuery(object: string, question: Record<string, string | undefined>) {
  return queryOptions({
    queryKey: ["records", object, "left-out", question],
    queryFn: ({ signal }) =>
      get<{ count: number; left_out: LeftOut }>(
        `/records/${object}`,
        { ...question, limit: 1, count: true, fields: "id" },
        signal,
      ),
  });
}

export const modes = ["anonymise", "erase"] as const;

/** What erasing a customer does, or would do. */
export interface Erasure {
  mode: (typeof modes)[number];
  told: {
    goes: Record<string, number>;
    stays: Record<string, { count: number; fields: string[] }>;
    events: number;
    files: number;
    imports: number;
    hold: { reason: string; at: string; by: string | null } | null;
  };
}

export function erasureQuery(customer: string, mode: Erasure["mode"]) {
  return queryOptions({
    queryKey: ["erasure", customer, mode],
    queryFn: ({ signal }) => get<Erasure["told"]>(`/privacy/customers/${customer}/erasure`, { mode }, signal),
    gcTime: 0,
  });
}

export const erase = (customer: string, mode: Erasure["mode"]) =>
  post<Erasure["told"]>(`/privacy/customers/${customer}/erasure`, { mode });

/** A file with everything kept about a customer. */
export interface Archive extends Made {
  left_out: { fields: Record<string, string[]>; records: Record<string, number>; files: number } | null;
}

/** Whether something is not in it. */
export function missing({ left_out: left }: Archive): boolean {
  if (!left) return false;
  return Object.keys(left.fields).length + Object.keys(left.records).length + left.files > 0;
}

export const archivesQuery = (customer: string) =>
  queryOptions({
    queryKey: ["customer", customer, "archives"],
    queryFn: async ({ signal }) =>
      (await get<{ items: Archive[] }>(`/privacy/customers/${customer}/archives`, undefined, signal)).items,
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? 1000 : false),
  });

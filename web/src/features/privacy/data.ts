import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";

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

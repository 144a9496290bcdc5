import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import { fieldOf } from "../../api/definition";
import type { FieldDef, Labels, Money, ObjectDef, Page, RecordData, Schemas } from "../../api/types";

/** A kind of event, and what a person enters of it. */
export interface EventKind {
  name: string;
  labels: Labels;
  /** May be entered by hand. */
  manual?: boolean;
  fields?: FieldDef[];
}

export interface TimelineEvent {
  id: string;
  at: string;
  kind: string;
  /** Title of the record it is about, else the beginning of what was written. */
  title?: string;
  subject_object?: string | null;
  subject_id?: string | null;
  by_kind?: string;
  by_id?: string | null;
  by_name?: string;
  /** The person may take it back. */
  removable?: boolean;
  source?: string | null;
  props?: Record<string, unknown> | null;
}

export interface Month {
  /** `2011-12` */
  month: string;
  orders: number;
  spend: Money;
}

/** What happened in a month, by kind. */
export interface Activity {
  /** `2011-12` */
  month: string;
  kinds: Record<string, number>;
}

interface Summary {
  activity?: Activity[];
  open_tasks?: { count: number; overdue: number; next: RecordData[] };
  months?: Month[];
  /** How many events of each kind. */
  kinds?: Record<string, number>;
}

export const eventKindsQuery = queryOptions({
  queryKey: ["event-kinds"],
  queryFn: async ({ signal }) => (await get<{ items: EventKind[] }>("/event-kinds", undefined, signal)).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export function summaryQuery(id: string) {
  return queryOptions({
    queryKey: ["customer", id, "summary"],
    queryFn: ({ signal }) => get<Summary>(`/customers/${id}/summary`, undefined, signal),
    staleTime: 10_000,
  });
}

/** What happened, newest first; before an instant where one is given. */
export function timelineQuery(id: string, kinds: string[], before = "") {
  return infiniteQueryOptions({
    queryKey: ["customer", id, "timeline", kinds, before],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineEvent>>(
        `/customers/${id}/timeline`,
        { kinds: kinds.join(","), before, cursor: pageParam, limit: 40 },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    staleTime: 10_000,
  });
}

/** The first phone or e-mail of a customer. What is shown in part can be neither called nor written to. */
export function firstWay(
  object: ObjectDef | undefined,
  customer: RecordData,
  name: "phones" | "emails",
): string | undefined {
  const value = customer[name];
  if (!object || fieldOf(object, name)?.access === "masked" || !Array.isArray(value)) return undefined;
  return typeof value[0] === "string" ? value[0] : undefined;
}

export type Colleague = Schemas["Colleague"];

/** Colleagues who would see a note of one's own on this customer. */
export const colleaguesQuery = (customer: string, q: string) =>
  queryOptions({
    queryKey: ["mentions", customer, q],
    queryFn: ({ signal }) => get<Schemas["Colleagues"]>("/mentions", { customer, q }, signal),
    staleTime: 60_000,
  });

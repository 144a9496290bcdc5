import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Entry = Schemas["AuditEntry"];

/** What of the log is shown, as the address holds it. */
export interface AuditSearch {
  /** Kinds, separated by commas. */
  kind?: string;
  person?: string;
  /** First and last day, `2026-01-31`. */
  from?: string;
  to?: string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
  const date = (value: unknown) => (typeof value === "string" && day.test(value) ? value : undefined);
  return {
    kind: text(search.kind),
    person: text(search.person),
    from: date(search.from),
    to: date(search.to),
  };
}

/** The instant at which a day begins in a time zone; `shift` days later. */
export function startOf(date: string, zone: string, shift = 0): string {
  const utc = new Date(`${date}T00:00:00Z`).getTime() + shift * 86_400_000;
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const offsetAt = (time: number) => {
    const name = parts.formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /GMT([+-])(\d+):?(\d+)?/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  };
  const first = utc - offsetAt(utc);
  return new Date(utc - offsetAt(first)).toISOString();
}

/** The last instant of a day in a time zone. */
export const endOf = (date: string, zone: string) =>
  new Date(Date.parse(startOf(date, zone, 1)) - 1).toISOString();

/** The question as the server takes it; the last day counts as a whole. */
export function questionOf({ kind, person, from, to }: AuditSearch, zone: string) {
  return {
    kind,
    person,
    from: from && startOf(from, zone),
    until: to && startOf(to, zone, 1),
  };
}

type Question = ReturnType<typeof questionOf>;

export const auditQuery = (question: Question) =>
  infiniteQueryOptions({
    queryKey: ["audit", question],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["AuditLog"]>("/audit", { ...question, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const peopleQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => get<{ items: { id: string; name: string }[] }>("/users", undefined, signal),
});

import { infiniteQueryOptions, queryOptions, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get, request } from "../../api/client";
import { formatNumber } from "../../ui/format";
import { type Grant, type Grants, nothing } from "../roles/data";

/** Some records: how many have each field, and of how many one may know. */
export interface Share {
  records: number;
  fields: [number, number][];
}

export interface Known {
  fields: string[];
  /** By field: in how many percent of the records it shall be known. */
  targets: Record<string, number>;
  all: Share;
  units: (Share & { team: string | null })[];
  people: (Share & { user: string | null; entered: Share })[];
  trend: (Share & { day: string })[];
}

export const knownQuery = (object: string) =>
  queryOptions({
    queryKey: ["reports", "known", object],
    queryFn: ({ signal }) => get<Known>(`/reports/known/${object}`, undefined, signal),
  });

/** Says how much of a field shall be known, or with `null` that nothing is asked. */
export function useSetTarget(object: string) {
  const client = useQueryClient();
  const { queryKey } = knownQuery(object);
  return async (field: string, target: number | null) => {
    await request("PATCH", `/reports/known/${object}/targets`, { json: { fields: { [field]: target } } });
    await client.invalidateQueries({ queryKey });
  };
}

interface Soles {
  people: { user: string; name: string; customers: number }[];
  customers: number;
}

export const solesQuery = queryOptions({
  queryKey: ["reports", "sole"],
  queryFn: ({ signal }) => get<Soles>("/reports/sole", undefined, signal),
});

interface SolePage {
  items: { customer: string; title: string | null; user: string }[];
  next: string | null;
}

export const soleQuery = (user: string) =>
  infiniteQueryOptions({
    queryKey: ["reports", "sole", user],
    queryFn: ({ signal, pageParam }) =>
      get<SolePage>("/reports/sole/customers", { user, cursor: pageParam || undefined }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** `42%` */
export function percent(part: number | undefined, language: string): string {
  return part === undefined ? "–" : `${formatNumber(part * 100, language, 0)}%`;
}

/** Part of all fields of all records that is known, from 0 to 1; nothing where there is none to know. */
export function known(share: Share): number | undefined {
  const [filled, asked] = share.fields.reduce(([a, b], [n, of]) => [a + n, b + of], [0, 0]);
  return asked > 0 ? filled / asked : undefined;
}

interface Key {
  name: string;
  /** Days. */
  age: number;
  last_used_at: string | null;
}

/** What somebody may do, and whether they do. */
export interface Holder {
  user: string;
  name: string;
  email: string;
  role: string;
  active: boolean;
  last_sign_in: string | null;
  idle: boolean;
  unused: string[];
  keys: Key[];
}

export const accessQuery = queryOptions({
  queryKey: ["reports", "access"],
  queryFn: ({ signal }) => get<{ items: Holder[] }>("/reports/access", undefined, signal),
});

export interface Review {
  id: string;
  name: string;
  due_at: string | null;
  done_at: string | null;
  people: number;
  decided: number;
}

interface ReviewItem {
  user: string;
  name: string;
  role: string;
  decision: "confirmed" | "revoked" | null;
  to_role: string | null;
  decided_at: string | null;
}

export const reviewsQuery = queryOptions({
  queryKey: ["reports", "reviews"],
  queryFn: ({ signal }) => get<{ items: Review[] }>("/access-reviews", undefined, signal),
});

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["reports", "reviews", id],
    queryFn: ({ signal }) =>
      get<Review & { items: ReviewItem[] }>(`/access-reviews/${id}`, undefined, signal),
  });

const acts = ["create", "merge", "export", "import"] as const;

/** A grant in words: `See all · Change their own · Export`. */
function words(t: TFunction, grant: Grant): string {
  if (grant.read === "none") return t("roles.levels.hidden");
  const reaches = (["read", "update", "delete"] as const)
    .filter((act) => grant[act] !== "none")
    .map((act) => `${t(`roles.acts.${act}`)}: ${t(`roles.scopes.${grant[act]}`)}`);
  const closed = Object.keys(grant.fields ?? {}).length;
  return [
    ...reaches,
    ...acts.filter((act) => grant[act]).map((act) => t(`roles.acts.${act}`)),
    ...(closed ? [t("roles.closed", { count: closed })] : []),
  ].join(" · ");
}

/** What a role grants, a line for each object that it names and one for all others. `names` are those of the objects. */
export function wordsOf(t: TFunction, grants: Grants, names: Record<string, string>): string[] {
  const named = Object.entries(grants.objects).filter(([name]) => names[name]);
  const others = words(t, { ...nothing, ...grants.usual });
  const line = (name: string, text: string) => `${name} – ${text}`;
  return [
    ...named.map(([name, grant]) => line(names[name] ?? name, words(t, { ...nothing, ...grant }))),
    named.length ? line(t("roles.others"), others) : others,
  ];
}

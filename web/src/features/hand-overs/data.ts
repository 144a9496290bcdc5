import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import { isUnderWay, percentOf } from "../../api/work";

type HandOverState = "waiting" | "running" | "done" | "failed" | "cancelled" | "undoing" | "undone";

/** Records that go to certain people; a condition as lists write it. */
export interface Rule {
  object: string;
  filter: string;
  to: string[];
}

/** To whom goes what somebody holds. */
export interface Plan {
  to: string[];
  rules: Rule[];
  parts?: string[];
  finished: boolean;
}

interface Given {
  object: string;
  field: string;
  to: string;
  count: number;
}

/** A hand-over as the server tells of it; `given` is empty in lists. */
export interface HandOver {
  id: string;
  from: string;
  state: HandOverState;
  cancelling: boolean;
  deactivated: boolean;
  total: number;
  done: number;
  restored: number;
  kept: number;
  error: string | null;
  by: string | null;
  created_at: string;
  undone_at: string | null;
  given: Given[];
}

/** One field by which records name the person. */
export interface Part {
  object: string;
  field: string;
  held: boolean;
  chosen: boolean;
  count: number;
  to: Record<string, number>;
  sample: { id: string; title: string | null; to: string | null }[];
}

export interface Preview {
  parts: Part[];
  rules: number[];
  total: number;
}

/** Somebody who signs in, or may no longer. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
  team: string | null;
  active: boolean;
  /** Too many wrong passwords. */
  locked_until: string | null;
  /** How many they have. */
  passkeys: number;
}

/** Those whom one administers; `teams`: where one may put them, null for anywhere. */
export const staffQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => get<{ items: Person[]; teams: string[] | null }>("/users", undefined, signal),
});

export const partName = (part: { object: string; field: string }) => `${part.object}.${part.field}`;

/** The plan as it can be previewed while it is being written: rules that name nobody yet are left out. */
export function written(plan: Plan): Plan {
  return { ...plan, rules: plan.rules.filter((rule) => rule.to.length > 0) };
}

export const previewQuery = (person: string, plan: Plan) =>
  queryOptions({
    queryKey: ["hand-overs", "preview", person, plan],
    queryFn: () => post<Preview>(`/users/${person}/hand-over/preview`, plan),
    retry: false,
  });

/** What is left to do, in percent. */
export function percent(one: HandOver): number {
  const [done, total] = one.state === "undoing" ? [one.restored + one.kept, one.done] : [one.done, one.total];
  return percentOf(done, total);
}

export const handOversQuery = queryOptions({
  queryKey: ["hand-overs"],
  queryFn: ({ signal }) => get<{ items: HandOver[] }>("/hand-overs", { limit: 200 }, signal),
  refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? 1000 : false),
});

export const handOverQuery = (id: string) =>
  queryOptions({
    queryKey: ["hand-overs", id],
    queryFn: ({ signal }) => get<HandOver>(`/hand-overs/${id}`, undefined, signal),
  });

interface Item {
  object: string;
  field: string;
  record: string;
  title: string | null;
  to: string;
}

export const keptQuery = (id: string) =>
  queryOptions({
    queryKey: ["hand-overs", id, "kept"],
    queryFn: ({ signal }) =>
      get<{ items: Item[] }>(`/hand-overs/${id}/items`, { kept: true, limit: 200 }, signal),
  });

export const undoQuery = (id: string) =>
  queryOptions({
    queryKey: ["hand-overs", id, "undo"],
    queryFn: ({ signal }) =>
      get<{ items: { object: string; field: string; back: number; keep: number }[] }>(
        `/hand-overs/${id}/undo-preview`,
        undefined,
        signal,
      ),
    staleTime: 0,
  });

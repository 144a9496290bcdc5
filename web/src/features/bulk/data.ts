import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { Count, Schemas } from "../../api/types";
import { isUnderWay } from "../../api/work";

export type BulkAction = Schemas["BulkAction"];

/** The records that an action is for: those chosen one by one, or all that match a list. */
export interface Target {
  which: { records: string[] } | { filter?: string; q?: string };
  count: Count;
}

/** What an edit does with fields: new values (null empties), values for lists, values out of lists. */
export interface Edit {
  set?: Record<string, unknown>;
  add?: Record<string, unknown[]>;
  remove?: Record<string, unknown[]>;
}

interface Why {
  code: string;
  message: string;
  errors: { field: string; code: string; message: string }[];
}

/** What became of one record. */
export interface BulkItem {
  record: string;
  title: string | null;
  outcome: string;
  why: Why | null;
}

const area = "bulk-actions";
interface Page<T> {
  items: T[];
  next: string | null;
}

/** One's own that have not ended; each is watched until it has. */
export const underWayQuery = queryOptions({
  queryKey: [area, "under-way"],
  queryFn: ({ signal }) => get<Page<BulkAction>>("/bulk-actions", { mine: true, under_way: true }, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const actionQuery = (id: string) =>
  queryOptions({
    queryKey: [area, "one", id],
    queryFn: ({ signal }) => get<BulkAction>(`/bulk-actions/${id}`, undefined, signal),
    refetchInterval: (query) => (isUnderWay(query.state.data) ? 600 : false),
  });

export const actionsQuery = (object: string) =>
  infiniteQueryOptions({
    queryKey: [area, "of", object],
    queryFn: ({ pageParam, signal }) =>
      get<Page<BulkAction>>("/bulk-actions", { object, cursor: pageParam, limit: 20 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some(isUnderWay)) ? 1000 : false,
  });

/** Records that came to an outcome; `kept`: those that the undoing left. */
export const itemsQuery = (id: string, outcome: "refused" | "skipped" | "kept") =>
  infiniteQueryOptions({
    queryKey: [area, "items", id, outcome],
    queryFn: ({ pageParam, signal }) =>
      get<Page<BulkItem>>(
        `/bulk-actions/${id}/items`,
        { outcome: outcome === "kept" ? undefined : outcome, cursor: pageParam, limit: 50 },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

/** Has it watched from now on, wherever the person goes. */
function watch(client: QueryClient, action: BulkAction) {
  client.setQueryData(actionQuery(action.id).queryKey, action);
  client.setQueryData(underWayQuery.queryKey, (before) => ({
    items: [...(before?.items ?? []).filter((one) => one.id !== action.id), action],
    next: null,
  }));
  return client.invalidateQueries({ queryKey: [area, "of", action.object] });
}

export async function beginEdit(client: QueryClient, object: string, target: Target, edit: Edit) {
  await watch(client, await post(`/records/${object}/bulk/edit`, { ...target.which, ...edit }));
}

export async function beginDelete(client: QueryClient, object: string, target: Target) {
  await watch(client, await post(`/records/${object}/bulk/delete`, target.which));
}

export async function undoAction(client: QueryClient, id: string) {
  await watch(client, await post(`/bulk-actions/${id}/undo`));
}

export async function stopAction(client: QueryClient, id: string) {
  await post(`/bulk-actions/${id}/cancel`);
  await client.invalidateQueries({ queryKey: [area] });
}

/** It is no longer watched. */
export function forget(client: QueryClient, id: string) {
  client.setQueryData(underWayQuery.queryKey, (before) =>
    before ? { ...before, items: before.items.filter((one) => one.id !== id) } : before,
  );
}

/** How far it is: records met, of how many. */
export function progressOf(action: BulkAction): { done: number; total: number } {
  if (action.state === "undoing") return { done: action.restored + action.kept, total: action.changed };
  const done = action.changed + action.unchanged + action.refused + action.skipped;
  return { done, total: Math.max(action.total, done) };
}

/** Records a second so far and seconds that are left; null before either can be told. */
export function paceOf(action: BulkAction, now: number): { speed: number; left: number } | null {
  const { done, total } = progressOf(action);
  const seconds = action.begun_at ? (now - Date.parse(action.begun_at)) / 1000 : 0;
  if (seconds < 2 || done === 0) return null;
  const speed = done / seconds;
  return { speed, left: Math.ceil((total - done) / speed) };
}

/** Whether it can be taken back. */
export const isUndoable = (action: BulkAction) =>
  ["done", "failed", "cancelled"].includes(action.state) && action.changed > action.restored + action.kept;

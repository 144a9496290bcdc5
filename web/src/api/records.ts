import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { get, type Query, request } from "./client";
import type { Count, Page, RecordData } from "./types";

/** What a list asks for, as the server takes it. */
export interface ListQuery extends Query {
  filter?: string;
  q?: string;
  sort?: string;
  fields?: string;
  deleted?: boolean;
}

const pageSize = 100;
/** As much as the server gives at once. */
const largestPage = 200;

/** All rows of a list, a page at a time by keyset. */
export function listQuery(object: string, query: ListQuery, limit = pageSize) {
  return infiniteQueryOptions({
    queryKey: ["records", object, "list", query],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RecordData>>(
        `/records/${object}`,
        { ...query, limit, labels: true, cursor: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    gcTime: 30 * 60_000,
  });
}

/** How many rows a list has; asked apart, so that the rows need not wait for it. */
export function countQuery(object: string, query: ListQuery) {
  const { filter, q, deleted } = query;
  return queryOptions({
    queryKey: ["records", object, "count", { filter, q, deleted }],
    queryFn: async ({ signal }): Promise<Count | null> => {
      const page = await get<Page<RecordData>>(
        `/records/${object}`,
        { filter, q, deleted, limit: 1, count: true, fields: "id" },
        signal,
      );
      if (typeof page.count !== "number") return null;
      return { count: page.count, exact: page.count_is_exact !== false };
    },
    staleTime: 30_000,
  });
}

/** A short list: related records, suggestions of a picker. */
export function shortListQuery(object: string, query: Query) {
  return queryOptions({
    queryKey: ["records", object, "short", query],
    queryFn: ({ signal }) => get<Page<RecordData>>(`/records/${object}`, { labels: true, ...query }, signal),
    staleTime: 15_000,
  });
}

/** All records of a list that is known to be short enough to be read whole. */
export async function everyRecord(object: string, query: Query, signal?: AbortSignal): Promise<RecordData[]> {
  const records: RecordData[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Page<RecordData>>(
      `/records/${object}`,
      { ...query, limit: largestPage, cursor },
      signal,
    );
    records.push(...page.items);
    cursor = page.next || undefined;
  } while (cursor);
  return records;
}

export function recordQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ["records", object, "one", id],
    queryFn: ({ signal }) => get<RecordData>(`/records/${object}/${id}`, undefined, signal),
    staleTime: 10_000,
  });
}

/** Everything shown of an object may have changed: lists, counts and what hangs on its records; but not what is `gone`.
 *  Resolves when what is on screen has been read again. */
export function refreshObject(client: QueryClient, object: string, gone?: string) {
  return client.invalidateQueries({
    predicate: ({ queryKey: [area, first, , id] }) => {
      if (area === "records") return first === object && (gone === undefined || id !== gone);
      if (area === "history") return first === object && gone === undefined;
      return area === "customer" && first !== gone;
    },
  });
}

/** An operation wrote records of several objects: whatever is shown of records is asked for again. */
export function refreshRecords(client: QueryClient) {
  return client.invalidateQueries({
    predicate: ({ queryKey: [area] }) => area === "records" || area === "history" || area === "customer",
  });
}

interface Patch {
  id: string;
  values: Record<string, unknown>;
  /** Version that the person saw; a newer one on the server is a conflict. */
  version?: number;
  /** Told which fields stayed as they were, because a higher source has set them. */
  onKept?: (fields: string[]) => void;
}

/** Puts what is new of a record into the lists that show it, before they are read again. */
function keepInLists(client: QueryClient, object: string, record: RecordData) {
  client.setQueriesData<InfiniteData<Page<RecordData>>>({ queryKey: ["records", object, "list"] }, (list) => {
    if (!list?.pages.some((page) => page.items.some((row) => row.id === record.id))) return list;
    const kept = (row: RecordData) =>
      row.id === record.id
        ? (Object.fromEntries(Object.keys(row).map((name) => [name, record[name]])) as RecordData)
        : row;
    return {
      ...list,
      pages: list.pages.map((page) =>
        page.items.some((row) => row.id === record.id) ? { ...page, items: page.items.map(kept) } : page,
      ),
    };
  });
}

export function usePatch(object: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, values, version, onKept }: Patch) =>
      request<RecordData>("PATCH", `/records/${object}/${id}`, {
        json: values,
        headers: version === undefined ? {} : { "If-Match": `"v${version}"` },
        onHeaders: (headers) => {
          const kept = headers.get("X-Guanxi-Kept");
          if (kept) onKept?.(kept.split(","));
        },
      }),
    onSuccess: (record, { id }) => {
      if (record) client.setQueryData(recordQuery(object, id).queryKey, record);
      if (record) keepInLists(client, object, record);
      refreshObject(client, object);
    },
  });
}

/** A change of one record among many. */
export interface Update {
  op: "update";
  id: string;
  /** Version that the person saw; a newer one on the server is a conflict. */
  version?: number;
  values: Record<string, unknown>;
}

/** Most operations that the server takes at once. */
export const largestBatch = 1_000;

/** Changes many records in one go, all or none; gives their new versions in order. A refusal names `operations[3].values.name`. */
export async function updateMany(
  object: string,
  operations: Update[],
): Promise<{ id: string; version: number }[]> {
  const done = await request<{ items: { id: string; version: number }[] }>(
    "POST",
    `/records/${object}/batch`,
    {
      json: { operations },
      headers: { "Idempotency-Key": crypto.randomUUID() },
    },
  );
  return done.items;
}

export function useCreate(object: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ values, key }: { values: Record<string, unknown>; key: string }) =>
      request<RecordData>("POST", `/records/${object}`, {
        json: values,
        headers: { "Idempotency-Key": key },
      }),
    onSuccess: () => refreshObject(client, object),
  });
}

export function useDelete(object: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>("DELETE", `/records/${object}/${id}`),
    onSuccess: (_, id) => refreshObject(client, object, id),
  });
}

export function useRestore(object: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<unknown>("POST", `/records/${object}/${id}/restore`),
    onSuccess: () => refreshObject(client, object),
  });
}

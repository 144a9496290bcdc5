import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { fieldOf } from "../../../api/definition";
import { countQuery, type ListQuery, listQuery } from "../../../api/records";
import type { ObjectDef, Page, RecordData, TitleMap } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import { columnNames } from "./columns";

/** What a list's address asks of the server. */
function queryOf(object: ObjectDef, search: ListSearch): ListQuery {
  const always = [object.title, "kind", "version", ...(search.deleted ? ["deleted_at"] : [])];
  const names = new Set([
    ...columnNames(object, search.cols),
    ...always.filter((name) => fieldOf(object, name)),
  ]);
  return {
    filter: search.filter,
    q: search.q,
    sort: search.sort,
    deleted: search.deleted === "1" || undefined,
    fields: [...names].join(","),
  };
}

/** Titles of referred records; the same object until one changes, so that a changed row draws no other row anew. */
function useTitles(pages: Page<RecordData>[] | undefined): TitleMap {
  const kept = useRef<{ parts: (TitleMap | undefined)[]; titles: TitleMap }>({ parts: [], titles: {} });
  const parts = (pages ?? []).map((page) => page.labels);
  const before = kept.current.parts;
  if (parts.length !== before.length || parts.some((part, index) => part !== before[index]))
    kept.current = { parts, titles: Object.assign({}, ...parts) };
  return kept.current.titles;
}

/** The rows of a list as far as they are loaded; none are asked for where they are not `wanted`. */
export function useRows(object: ObjectDef, search: ListSearch, wanted = true) {
  const query = queryOf(object, search);
  const list = useInfiniteQuery({ ...listQuery(object.name, query), enabled: wanted });
  const count = useQuery(countQuery(object.name, query));
  const pages = list.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  const titles = useTitles(pages);
  return { list, rows, titles, count: count.data ?? null };
}

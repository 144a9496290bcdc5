import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fieldOf } from "../../../api/definition";
import { countQuery, type ListQuery, listQuery } from "../../../api/records";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
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

/** The rows of a list as far as they are loaded. */
export function useRows(object: ObjectDef, search: ListSearch) {
  const query = queryOf(object, search);
  const list = useInfiniteQuery(listQuery(object.name, query));
  const count = useQuery(countQuery(object.name, query));
  const pages = list.data?.pages;
  const { rows, titles } = useMemo(() => {
    const rows: RecordData[] = [];
    const titles: TitleMap = {};
    for (const page of pages ?? []) {
      rows.push(...page.items);
      Object.assign(titles, page.labels);
    }
    return { rows, titles };
  }, [pages]);
  return { list, rows, titles, count: count.data ?? null };
}

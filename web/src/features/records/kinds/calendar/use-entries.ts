import { queryOptions, useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { get } from "../../../../api/client";
import { isSortable } from "../../../../api/definition";
import { type ListQuery, listQuery } from "../../../../api/records";
import type { Count, FieldDef, ObjectDef, Page, RecordData, TitleMap } from "../../../../api/types";
import { usePlace } from "../../../../app/place";
import type { ListSearch } from "../../../../routes/search";
import { and, questionOf } from "../questions";
import type { Move } from "../use-move";
import { between, type Day, dayOf } from "./days";

/** So many are read at once for all days; where there are more, each day is asked for its first ones. */
const atOnce = 200;

/** What a day has: its first records, and how many there are. */
export interface DayEntries {
  rows: RecordData[];
  count: Count;
}

interface Asked {
  object: ObjectDef;
  search: ListSearch;
  field: FieldDef;
  /** Other fields that are shown. */
  fields: (FieldDef | undefined)[];
}

/** The records of some days, as the list's address narrows them, in the order of their times. */
export function questionOfDays({ object, search, field, fields }: Asked, first: Day, last: Day): ListQuery {
  const filter = and(search.filter, between(field, first, last));
  const sort = isSortable(field) ? field.name : undefined;
  return questionOf(object, { ...search, filter, sort }, [field, ...fields]);
}

function dayQuery(object: string, question: ListQuery, limit: number) {
  const query = { ...question, limit, count: true, labels: true };
  return queryOptions({
    queryKey: ["records", object, "day", query],
    queryFn: ({ signal }) => get<Page<RecordData>>(`/records/${object}`, query, signal),
    staleTime: 15_000,
  });
}

/** What is on the days that are shown, with what is on its way to another day. */
export function useEntries(asked: Asked, days: Day[], perDay: number, moves: ReadonlyMap<string, Move>) {
  const { object, field } = asked;
  const { zone } = usePlace();
  const [first = "", last = first] = [days[0], days.at(-1)];
  const whole = useInfiniteQuery(listQuery(object.name, questionOfDays(asked, first, last), atOnce));
  const page = whole.data?.pages[0];
  const dense = Boolean(page?.next) && !whole.isPlaceholderData;
  const daily = useQueries({
    queries: dense ? days.map((day) => dayQuery(object.name, questionOfDays(asked, day, day), perDay)) : [],
    combine: (all) => ({
      pages: all.map(({ data }) => data),
      pending: all.some(({ isPending }) => isPending),
    }),
  });
  const byDay = useMemo(() => {
    const found = new Map<Day, DayEntries>(
      days.map((day, index) => {
        const { count, count_is_exact: exact, items = [] } = daily.pages[index] ?? {};
        return [day, { rows: [...items], count: { count: count ?? items.length, exact: exact !== false } }];
      }),
    );
    const put = (row: RecordData, counted: boolean) => {
      const entries = found.get(dayOf(row[field.name], field, zone) ?? "");
      if (!entries) return;
      entries.rows = [...entries.rows, row];
      if (counted) entries.count = { ...entries.count, count: entries.count.count + 1 };
    };
    if (!dense) for (const row of page?.items ?? []) put(row, true);
    for (const [id, { record, value }] of moves) {
      for (const entries of found.values()) {
        const rows = entries.rows.filter((row) => row.id !== id);
        const left = entries.rows.length - rows.length;
        entries.rows = rows;
        entries.count = { ...entries.count, count: entries.count.count - left };
      }
      put({ ...record, [field.name]: value }, true);
    }
    const at = (row: RecordData) => String(row[field.name]);
    for (const entries of found.values())
      entries.rows.sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
    return found;
  }, [days, dense, page, daily.pages, moves, field, zone]);
  const titles = useMemo(
    () => Object.assign({}, page?.labels, ...daily.pages.map((one) => one?.labels)) as TitleMap,
    [page, daily.pages],
  );
  return {
    byDay,
    titles,
    pending: whole.isPending || daily.pending,
    error: whole.error,
    retry: whole.refetch,
  };
}

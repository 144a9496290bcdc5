import { queryOptions } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get, request } from "../../api/client";

/** Which source goes before which, highest first. */
export interface Order {
  order: string[];
  /** Fields with an order of their own. */
  fields: Record<string, string[]>;
}

interface Answer extends Order {
  /** Sources that there are: of hands, keys and templates. */
  known: string[];
}

export function sourcesQuery(object: string) {
  return queryOptions({
    queryKey: ["sources", object],
    queryFn: ({ signal }) => get<Answer>(`/objects/${object}/sources`, undefined, signal),
    staleTime: 0,
  });
}

export const keepSources = (object: string, order: Order) =>
  request<Answer>("PUT", `/objects/${object}/sources`, { json: order });

const own = ["hand", "api", "import"] as const;

/** What people call a source. */
export function sourceName(t: TFunction, name: string): string {
  const known = own.find((one) => one === name);
  return known ? t(`sources.${known}`) : name;
}

/** A list with one of its members a place higher or lower. */
export function moved(list: string[], at: number, by: -1 | 1): string[] {
  const to = at + by;
  const [one] = list.slice(at, at + 1);
  if (one === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, i) => i !== at);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

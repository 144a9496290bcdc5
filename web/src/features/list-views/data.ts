import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { get, post, request } from "../../api/client";
import type { Schemas } from "../../api/types";

export type View = Schemas["ListView"];
export type Views = Schemas["ListViews"];
export type ListState = Schemas["ListState"];
type Patch = Schemas["ListViewPatch"];

export const viewsQuery = (object: string) =>
  queryOptions({
    queryKey: ["list-views", object],
    queryFn: ({ signal }) => get<Views>("/list-views", { object }, signal),
    staleTime: 60_000,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** What can be done with the views of an object. */
export function useViewActions(object: string) {
  const client = useQueryClient();
  const { queryKey } = viewsQuery(object);
  const refresh = () => client.invalidateQueries({ queryKey });
  /** At once, so that the list does not fall back meanwhile. */
  function keep(view: View) {
    client.setQueryData(queryKey, (before) => {
      const others = before?.items.filter((one) => one.id !== view.id) ?? [];
      const items = [...others, view].sort((a, b) => a.name.localeCompare(b.name));
      return { items, next: null, default: before?.default ?? null };
    });
    refresh();
    return view;
  }
  return {
    refresh,
    create: async (view: Schemas["NewListView"]) => keep(await post<View>("/list-views", view)),
    patch: async (id: string, json: Patch) =>
      keep(await request<View>("PATCH", `/list-views/${id}`, { json })),
    begin: async (id: string, json: Schemas["ListViewBegins"]) =>
      keep(await request<View>("PUT", `/list-views/${id}/default`, { json })),
    remove: async (id: string) => {
      await request<void>("DELETE", `/list-views/${id}`);
      await refresh();
    },
    restore: async (id: string) => keep(await post<View>(`/list-views/${id}/restore`)),
  };
}

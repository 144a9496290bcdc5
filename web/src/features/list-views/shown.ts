import type { ListSearch } from "../../routes/search";
import type { ListState, View, Views } from "./data";

/** In place of a view's id: the list as it is, for those whose list begins with a view. */
export const everything = "all";

const parts = ["filter", "q", "sort", "cols", "group", "totals", "as"] as const;

/** What a view would keep of a list. */
export function stateOf(search: ListSearch): ListState {
  const { filter = "", q = "", sort = "", cols = "", group = "", totals = "", as = "" } = search;
  return { filter, q, sort, cols, group, totals, as };
}

function searchOf(state: ListState): ListSearch {
  return Object.fromEntries(parts.flatMap((part) => (state[part] ? [[part, state[part]]] : [])));
}

const same = (a: ListState, b: ListState) => parts.every((part) => (a[part] ?? "") === (b[part] ?? ""));

export interface Shown {
  /** What the list asks for: of a view all that it holds. */
  search: ListSearch;
  view?: View;
  /** The list is no longer as the view keeps it. */
  changed: boolean;
  /** The address names a view that is not there for this person. */
  gone: boolean;
}

/** What an address means: `view` alone is the view as it is kept; with `changed` the address holds the whole state itself. */
export function shownBy(search: ListSearch, views: Views | undefined): Shown {
  const bare = !search.view && !search.deleted && parts.every((part) => !search[part]);
  const asked = search.view ?? (bare ? views?.default : undefined);
  const view = views?.items.find((one) => one.id === asked);
  if (!view) {
    const gone = Boolean(views && asked && asked !== everything);
    return {
      search: gone ? { ...search, view: undefined, changed: undefined } : search,
      changed: false,
      gone,
    };
  }
  const { deleted, open } = search;
  const around = { deleted, open, view: view.id };
  if (!search.changed)
    return { search: { ...searchOf(view.state), ...around }, view, changed: false, gone: false };
  return {
    search: { ...search, view: view.id },
    view,
    changed: !same(stateOf(search), view.state),
    gone: false,
  };
}

/** The address of a list after a change. */
export function afterChange(shown: Shown, views: Views | undefined, part: Partial<ListSearch>): ListSearch {
  const next = { ...shown.search, open: undefined, ...part };
  if (!shown.view) return { ...next, view: views?.default ? everything : undefined, changed: undefined };
  if (same(stateOf(next), shown.view.state)) return { view: shown.view.id, deleted: next.deleted };
  return { ...next, changed: "1" };
}

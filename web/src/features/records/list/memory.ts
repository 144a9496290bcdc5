import { type ListSearch, stringifySearch } from "../../../routes/search";

/** What a list was like when it was left, so that coming back finds it the same. Lives as long as the tab. */
interface Memory {
  scroll: number;
  selected: ReadonlySet<string>;
  /** Row and column of the cursor; the row is -1 where there is none. */
  active: number;
  col: number;
}

const lists = new Map<string, Memory>();
const searches = new Map<string, ListSearch>();

function keyOf(object: string, search: ListSearch): string {
  const { open: _, at: __, ...rest } = search;
  return object + stringifySearch({ ...rest });
}

export function recall(object: string, search: ListSearch): Memory {
  return lists.get(keyOf(object, search)) ?? { scroll: 0, selected: new Set(), active: -1, col: 0 };
}

export function remember(object: string, search: ListSearch, change: Partial<Memory>) {
  lists.set(keyOf(object, search), { ...recall(object, search), ...change });
}

/** The list that records of an object were last opened from. */
export function lastListSearch(object: string): ListSearch {
  const { open: _, at: __, ...rest } = searches.get(object) ?? {};
  return rest;
}

export function rememberSearch(object: string, search: ListSearch) {
  searches.set(object, search);
}

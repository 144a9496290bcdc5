import { useCallback, useEffect, useRef, useState } from "react";
import type { RecordData } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import { recall, remember } from "./memory";

export interface Selection {
  ids: ReadonlySet<string>;
  /** All that match are chosen, loaded or not; then `ids` are those that were loaded. */
  all: boolean;
  toggle: (rows: RecordData[], index: number, range: boolean) => void;
  set: (ids: Iterable<string>) => void;
  setAll: () => void;
  clear: () => void;
}

/** The chosen rows of a list; kept while other pages are visited. */
export function useSelection(object: string, search: ListSearch): Selection {
  const { filter, q, deleted } = search;
  const [ids, setIds] = useState<ReadonlySet<string>>(() => recall(object, search).selected);
  const [all, setAllChosen] = useState(false);
  const anchor = useRef(-1);
  const first = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another condition is another list, nothing of it is chosen
  useEffect(() => {
    if (first.current) first.current = false;
    else {
      setIds(new Set());
      setAllChosen(false);
    }
  }, [filter, q, deleted]);
  useEffect(() => remember(object, search, { selected: ids }), [object, search, ids]);

  const toggle = useCallback((rows: RecordData[], index: number, range: boolean) => {
    setIds((before) => {
      const after = new Set(before);
      const row = rows[index];
      if (!row) return before;
      const on = !after.has(row.id);
      const from = range && anchor.current >= 0 ? anchor.current : index;
      for (const one of rows.slice(Math.min(from, index), Math.max(from, index) + 1)) {
        if (on) after.add(one.id);
        else after.delete(one.id);
      }
      return after;
    });
    setAllChosen(false);
    anchor.current = index;
  }, []);
  const set = useCallback((next: Iterable<string>) => {
    setIds(new Set(next));
    setAllChosen(false);
  }, []);
  const setAll = useCallback(() => setAllChosen(true), []);
  const clear = useCallback(() => set([]), [set]);
  return { ids, all, toggle, set, setAll, clear };
}

import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useEffect, useRef } from "react";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import type { Column } from "./columns";
import { recall, remember } from "./memory";
import styles from "./phone-list.module.css";
import { PhoneRow } from "./phone-row";
import type { Selection } from "./use-selection";

interface Props {
  object: ObjectDef;
  rows: RecordData[];
  titles: TitleMap;
  columns: Column[];
  search: ListSearch;
  open: (id: string) => void;
  selection: Selection;
  /** A press chooses a row instead of opening it. */
  choosing: boolean;
  loading: boolean;
  hasMore: boolean;
  more: () => void;
}

const PhoneTotals = lazy(() => import("./phone-totals"));

const height = 66;

/** A list on a phone. */
export function PhoneList(props: Props) {
  const { object, rows, search, loading, hasMore, more } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: loading ? 12 : rows.length + (hasMore ? 6 : 0),
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
    initialOffset: recall(object.name, search).scroll,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!loading && last >= rows.length - 30) more();
  }, [last, rows.length, loading, more]);
  return (
    <div
      ref={box}
      className={styles.box}
      onScroll={(event) => remember(object.name, search, { scroll: event.currentTarget.scrollTop })}
    >
      <ul style={{ position: "relative", height: virtual.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            className={styles.item}
            style={{ height, transform: `translateY(${item.start}px)` }}
          >
            <PhoneRow {...props} index={item.index} />
          </li>
        ))}
      </ul>
      {search.totals === "1" && (
        <Suspense>
          <PhoneTotals {...props} />
        </Suspense>
      )}
    </div>
  );
}

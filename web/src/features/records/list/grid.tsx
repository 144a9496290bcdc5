import { useVirtualizer } from "@tanstack/react-virtual";
import { Checkbox } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Count, ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { usePreferences } from "../../../app/preferences";
import { rowHeight } from "../../../app/theme";
import type { ListSearch } from "../../../routes/search";
import type { Column } from "./columns";
import styles from "./grid.module.css";
import { GridHead } from "./grid-head";
import { BoneRow, GridRow } from "./grid-row";
import { recall, remember } from "./memory";
import type { Selection } from "./use-selection";

export interface Open {
  page: (id: string) => void;
  panel: (id: string | undefined, replace: boolean) => void;
}

interface Props {
  object: ObjectDef;
  rows: RecordData[];
  titles: TitleMap;
  columns: Column[];
  resize: (name: string, width: number) => void;
  search: ListSearch;
  change: (part: Partial<ListSearch>) => void;
  selection: Selection;
  open: Open;
  count: Count | null;
  loading: boolean;
  /** Rows of the list before a change stay, dimmed, until the new ones come. */
  stale: boolean;
  hasMore: boolean;
  more: () => void;
}

const bones = 12;

/** Moves the marked row by keys, and does with it what the keys say. */
function useKeys(
  props: Props,
  active: number,
  setActive: (index: number) => void,
  reveal: (index: number) => void,
) {
  const { rows, selection, open, search } = props;
  return (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest("input, button, a") && event.key !== "Escape") return;
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 20,
      PageUp: -20,
      Home: -rows.length,
      End: rows.length,
    }[event.key];
    const row = rows[active];
    if (step !== undefined) {
      const next = Math.min(rows.length - 1, Math.max(0, active + step));
      setActive(next);
      reveal(next);
      if (search.open && rows[next]) open.panel(rows[next].id, true);
    } else if (event.key === "Enter" && row) {
      if (event.ctrlKey || event.metaKey) open.page(row.id);
      else open.panel(row.id, Boolean(search.open));
    } else if (event.key === " " && row) selection.toggle(rows, active, event.shiftKey);
    else if (event.key === "Escape" && search.open) open.panel(undefined, false);
    else if (event.key === "Escape") selection.clear();
    else return;
    event.preventDefault();
  };
}

/** Rows and columns, drawn only where they are seen, loaded as they are scrolled to. */
export function Grid(props: Props) {
  const { object, rows, titles, columns, search, selection, open, loading, hasMore, more } = props;
  const { t } = useTranslation();
  const { density } = usePreferences();
  const height = rowHeight[density];
  const box = useRef<HTMLDivElement>(null);
  const before = recall(object.name, search);
  const [active, setActive] = useState(before.active);
  const total = loading ? 24 : rows.length + (hasMore ? bones : 0);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    initialOffset: before.scroll,
    scrollPaddingStart: height + 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const onKeyDown = useKeys(props, active, setActive, (index) => virtual.scrollToIndex(index));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another density is another height
  useEffect(() => virtual.measure(), [virtual, height]);
  useEffect(() => {
    if (!loading && last >= rows.length - 40) more();
  }, [last, rows.length, loading, more]);
  useEffect(() => remember(object.name, search, { active }), [object.name, search, active]);

  const template = `40px ${columns.map((column) => `${column.width}px`).join(" ")} minmax(24px, 1fr)`;
  const width = columns.reduce((sum, column) => sum + column.width, 64);
  const chosen = rows.length > 0 && rows.every((row) => selection.ids.has(row.id));
  return (
    <div
      ref={box}
      className={`${styles.box} scroll`}
      role="grid"
      aria-label={t("list.grid")}
      aria-rowcount={props.count?.exact ? props.count.count : -1}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => remember(object.name, search, { scroll: event.currentTarget.scrollTop })}
    >
      <div
        role="presentation"
        style={{ minWidth: width, "--columns": template, "--row": `${height}px` } as React.CSSProperties}
      >
        <GridHead {...props}>
          <Checkbox
            checked={chosen}
            indeterminate={!chosen && selection.ids.size > 0}
            onChange={() => (chosen ? selection.clear() : selection.set(rows.map((row) => row.id)))}
            aria-label={t("list.selectAll")}
          />
        </GridHead>
        <div
          role="rowgroup"
          className={styles.rows}
          data-stale={props.stale ? "" : undefined}
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            const top = `translateY(${item.start}px)`;
            if (!row) return <BoneRow key={item.key} columns={columns} index={item.index} transform={top} />;
            return (
              <GridRow
                key={row.id}
                object={object}
                row={row}
                index={item.index}
                titles={titles}
                columns={columns}
                transform={top}
                selected={selection.ids.has(row.id)}
                active={item.index === active}
                opened={row.id === search.open}
                onToggle={(range) => selection.toggle(rows, item.index, range)}
                onOpen={() => {
                  setActive(item.index);
                  open.panel(row.id, Boolean(search.open));
                }}
                onPage={() => open.page(row.id)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

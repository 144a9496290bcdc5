import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useEffect, useId, useMemo, useRef } from "react";
import type { Count, ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePreferences } from "../../../app/preferences";
import { rowHeight } from "../../../app/theme";
import type { ListSearch } from "../../../routes/search";
import { onDemand } from "../../../ui/on-demand";
import { Tick } from "../../../ui/tick";
import { InPlace } from "../form/in-place";
import { useCells } from "./cells/use-cells";
import { useFocus } from "./cells/use-focus";
import { type Column, checkWidth } from "./columns";
import styles from "./grid.module.css";
import { GridHead } from "./grid-head";
import { BoneRow, GridRow } from "./grid-row";
import { recall, remember } from "./memory";
import type { Selection } from "./use-selection";

const TotalsRow = lazy(() => import("./totals-row"));
const PasteDialog = onDemand(() => import("./cells/paste-dialog"));

export interface Open {
  page: (id: string) => unknown;
  panel: (id: string | undefined, replace: boolean) => unknown;
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

/** Rows and columns, drawn only where they are seen, loaded as they are scrolled to. */
export function Grid(props: Props) {
  const { object, rows, titles, search, selection, open, loading, hasMore, more } = props;
  const { t } = useTranslation();
  const hint = useId();
  const { density } = usePreferences();
  const height = rowHeight[density];
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: loading ? 24 : rows.length + (hasMore ? bones : 0),
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 6,
    initialOffset: recall(object.name, search).scroll,
    scrollPaddingStart: height + 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const cells = useCells({
    ...props,
    page: Math.max(1, Math.floor((box.current?.clientHeight ?? 720) / height) - 2),
    reveal: ({ row, col }) => {
      virtual.scrollToIndex(row);
      revealColumn(box.current, props.columns, col);
    },
  });
  const { columns, cursor, block, edits, editing, note } = cells;
  useFocus(box, cursor, editing !== undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another density is another height
  useEffect(() => virtual.measure(), [virtual, height]);
  useEffect(() => {
    if (!loading && last >= rows.length - 40) more();
  }, [last, rows.length, loading, more]);

  const latest = useRef(cells);
  latest.current = cells;
  const { editedField } = cells;
  const editor = useMemo(
    () =>
      editing &&
      editedField && (
        <div data-editor="" className={styles.editor}>
          <InPlace
            cell
            field={editedField}
            value={editing.value}
            typed={editing.typed}
            wrong={editing.wrong}
            onDone={(...all) => latest.current.done(...all)}
            onLeave={() => latest.current.stop()}
          />
        </div>
      ),
    [editing, editedField],
  );

  const template = `${checkWidth}px ${columns.map((column) => `${column.width}px`).join(" ")} minmax(24px, 1fr)`;
  const width = columns.reduce((sum, column) => sum + column.width, checkWidth + 24);
  const chosen = selection.all || (rows.length > 0 && rows.every((row) => selection.ids.has(row.id)));
  return (
    <div
      ref={box}
      className={`${styles.box} scroll`}
      role="grid"
      aria-label={t("list.grid")}
      aria-describedby={hint}
      aria-rowcount={props.count?.exact ? props.count.count + 1 : -1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      tabIndex={0}
      {...cells.on}
      onScroll={(event) => remember(object.name, search, { scroll: event.currentTarget.scrollTop })}
    >
      <span id={hint} hidden>
        {t("cells.hint")}
      </span>
      <div
        role="presentation"
        style={{ minWidth: width, "--columns": template, "--row": `${height}px` } as React.CSSProperties}
      >
        <GridHead {...props}>
          <Tick
            checked={chosen}
            some={!chosen && selection.ids.size > 0}
            onPress={() => (chosen ? selection.clear() : selection.set(rows.map((row) => row.id)))}
            label={t("list.selectAll")}
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
            const here = cursor?.at.row === item.index;
            const inBlock = block && item.index >= block.top && item.index <= block.bottom;
            return (
              <GridRow
                key={row.id}
                object={object}
                row={row}
                index={item.index}
                titles={titles}
                columns={columns}
                transform={top}
                selected={selection.all || selection.ids.has(row.id)}
                opened={row.id === search.open}
                at={here ? cursor.at.col : -1}
                from={inBlock ? block.left : -1}
                to={inBlock ? block.right : -1}
                edits={edits.edits.get(row.id)}
                editor={editing?.id === row.id ? editor : undefined}
                note={here ? note : undefined}
                types={here && !search.open && columns[cursor.at.col]?.closed === undefined}
                onType={(text) => latest.current.begin(text)}
                onToggle={(range) => selection.toggle(rows, item.index, range)}
                onOpen={() => open.panel(row.id, Boolean(search.open))}
              />
            );
          })}
        </div>
        {search.totals === "1" && (
          <Suspense>
            <TotalsRow object={object} search={search} columns={columns} />
          </Suspense>
        )}
      </div>
      {cells.plan && (
        <PasteDialog
          object={object}
          plan={cells.plan}
          columns={columns}
          titles={titles}
          latest={edits.latest}
          save={cells.changeAll}
          onClose={cells.closePlan}
        />
      )}
    </div>
  );
}

/** Scrolls sideways until a column is seen whole, beside the ones that stay. */
function revealColumn(box: HTMLElement | null, columns: Column[], col: number) {
  const column = columns[col];
  if (!box || !column || column.left !== undefined) return;
  const left = columns.slice(0, col).reduce((sum, { width }) => sum + width, checkWidth);
  const stay = columns.slice(0, col).filter((one) => one.left !== undefined);
  const frozen = stay.reduce((sum, { width }) => sum + width, 0);
  const over = left + column.width - (box.scrollLeft + box.clientWidth);
  const under = box.scrollLeft + checkWidth + frozen - left;
  if (over > 0) box.scrollLeft += over;
  else if (under > 0) box.scrollLeft -= under;
}

import { ArrowDown, ArrowUp } from "lucide-react";
import { type PointerEvent, type ReactNode, useState } from "react";
import { isSortable, valueType } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import type { ListSearch } from "../../../routes/search";
import { useLabels } from "../field/labels";
import type { Column } from "./columns";
import styles from "./grid.module.css";
import { readSort, toggleSort, writeSort } from "./sort";

interface Props {
  object: ObjectDef;
  columns: Column[];
  resize: (name: string, width: number) => void;
  search: ListSearch;
  change: (part: Partial<ListSearch>) => void;
  children: ReactNode;
}

/** Heads of the columns: click sorts, shift-click sorts by several, the edge resizes, dragging reorders. */
export function GridHead({ object, columns, resize, search, change, children }: Props) {
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  function drop(target: string) {
    setOver(undefined);
    if (!dragged || dragged === target) return;
    const names = columns.map((column) => column.field.name);
    const at = names.indexOf(target);
    const others = names.filter((name) => name !== dragged);
    others.splice(at, 0, dragged);
    change({ cols: others.join(",") });
  }
  return (
    <div role="row" className={styles.head} aria-rowindex={1}>
      <div role="columnheader" className={styles.check}>
        {children}
      </div>
      {columns.map((column) => (
        <HeadCell
          key={column.field.name}
          column={column}
          sort={search.sort ?? object.sort}
          onSort={(more) =>
            change({
              sort: writeSort(toggleSort(readSort(search.sort ?? object.sort), column.field.name, more)),
            })
          }
          onResize={(width) => resize(column.field.name, width)}
          over={over === column.field.name && dragged !== column.field.name}
          drag={{
            start: () => setDragged(column.field.name),
            over: () => setOver(column.field.name),
            drop: () => drop(column.field.name),
            end: () => setOver(undefined),
          }}
        />
      ))}
    </div>
  );
}

interface CellProps {
  column: Column;
  sort: string | undefined;
  onSort: (more: boolean) => void;
  onResize: (width: number) => void;
  over: boolean;
  drag: { start: () => void; over: () => void; drop: () => void; end: () => void };
}

function HeadCell({ column, sort, onSort, onResize, over, drag }: CellProps) {
  const { t } = useTranslation();
  const labels = useLabels();
  const { company } = useMeta();
  const { field, numeric, left } = column;
  const keys = readSort(sort);
  const place = keys.findIndex((key) => key.field === field.name);
  const key = keys[place];
  const sortable = isSortable(field);
  const unit = valueType(field) === "money" ? company.currency : "";
  const Arrow = key?.descending ? ArrowDown : ArrowUp;
  const name = labels.field(field);
  return (
    <div
      role="columnheader"
      aria-sort={key ? (key.descending ? "descending" : "ascending") : undefined}
      className={`${styles.headCell} ${numeric ? styles.right : ""} ${left === undefined ? "" : styles.frozen}`}
      style={{ left }}
      data-over={over ? "" : undefined}
      draggable
      onDragStart={drag.start}
      onDragOver={(event) => {
        event.preventDefault();
        drag.over();
      }}
      onDrop={drag.drop}
      onDragEnd={drag.end}
    >
      <button
        type="button"
        className={`plain ${styles.headButton}`}
        aria-disabled={!sortable}
        title={sortable ? t("list.sortHint", { name }) : name}
        onClick={(event) => sortable && onSort(event.shiftKey)}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
          if (!step || !event.shiftKey) return;
          event.preventDefault();
          onResize(column.width + step);
        }}
      >
        <span className="clip">{name}</span>
        {unit && <span className={styles.unit}>{unit}</span>}
        {key && <Arrow size={13} aria-hidden="true" />}
        {key && keys.length > 1 && <sup>{place + 1}</sup>}
      </button>
      <Edge width={column.width} onResize={onResize} />
    </div>
  );
}

function Edge({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  function start(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault();
    event.stopPropagation();
    const from = event.clientX;
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    const move = (next: globalThis.PointerEvent) => onResize(width + next.clientX - from);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => edge.removeEventListener("pointermove", move), { once: true });
  }
  return <span className={styles.edge} onPointerDown={start} aria-hidden="true" draggable={false} />;
}

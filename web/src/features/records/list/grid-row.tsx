import { memo, type ReactNode } from "react";
import { useMeta } from "../../../api/session";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Avatar } from "../../../ui/avatar";
import { RecordLink } from "../../../ui/record-link";
import { Tick } from "../../../ui/tick";
import { DoneMark } from "../../tasks/done-mark";
import { FieldValue } from "../field/value";
import { Catcher } from "./cells/catcher";
import cells from "./cells/cells.module.css";
import type { RecordEdits } from "./cells/edits";
import type { CellColumn } from "./cells/use-cells";
import type { Column } from "./columns";
import styles from "./grid.module.css";

interface Props {
  object: ObjectDef;
  row: RecordData;
  index: number;
  titles: TitleMap;
  columns: CellColumn[];
  transform: string;
  selected: boolean;
  opened: boolean;
  /** Column of the cursor, and the columns of its block; -1 where there is none. */
  at: number;
  from: number;
  to: number;
  edits: RecordEdits | undefined;
  /** Stands in the place of the value where the cursor is. */
  editor: ReactNode;
  /** Said below the cursor's cell. */
  note: string | undefined;
  /** Letters typed at the cursor begin editing. */
  types: boolean;
  onType: (text: string) => void;
  onToggle: (range: boolean) => void;
  onOpen: () => void;
}

const compared = [
  "row",
  "index",
  "titles",
  "columns",
  "transform",
  "selected",
  "opened",
  "at",
  "from",
  "to",
  "edits",
  "editor",
  "note",
  "types",
] as const;

export const GridRow = memo(Row, (before, after) => compared.every((key) => before[key] === after[key]));

function Row(props: Props) {
  const { object, row, index, columns, transform, selected, opened, at, from, to } = props;
  const { t } = useTranslation();
  const title = String(row[object.title] ?? "") || t("list.untitled");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={styles.row}
      style={{ transform }}
      data-active={at >= 0 ? "" : undefined}
      data-opened={opened ? "" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
      }}
    >
      <div role="gridcell" aria-colindex={1} className={styles.check}>
        <Tick
          checked={selected}
          tabIndex={-1}
          onPress={(event) => props.onToggle(event.shiftKey)}
          label={t("list.select", { title })}
        />
      </div>
      {columns.map((column, place) => (
        <Cell
          key={column.field.name}
          {...props}
          column={column}
          place={place}
          title={title}
          here={place === at}
          inBlock={place >= from && place <= to}
        />
      ))}
    </div>
  );
}

interface CellProps extends Props {
  column: CellColumn;
  place: number;
  title: string;
  here: boolean;
  inBlock: boolean;
}

function Cell(props: CellProps) {
  const { object, row, titles, column, place, title, here, inBlock, edits, editor, types } = props;
  const { company } = useMeta();
  const { field, numeric, closed, left } = column;
  const edit = edits?.[field.name];
  const value = edit && edit.refused === undefined ? edit.value : row[field.name];
  const named = field.name === object.title;
  const note = here && !editor ? (edit?.refused ?? props.note) : undefined;
  const kind = named ? styles.title : numeric ? styles.right : "";
  const stays = left === undefined ? "" : styles.frozen;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys
    <div
      role="gridcell"
      aria-colindex={place + 2}
      aria-readonly={closed !== undefined}
      aria-selected={inBlock || here}
      aria-invalid={edit?.refused !== undefined ? true : undefined}
      className={`${styles.cell} ${kind} ${stays}`}
      style={{ left }}
      data-col={place}
      data-block={inBlock ? "" : undefined}
      data-cursor={here ? "" : undefined}
      data-refused={edit?.refused !== undefined ? "" : undefined}
      data-here={here && !types ? "" : undefined}
      tabIndex={here && !types ? -1 : undefined}
      onClick={
        named ? (event) => !(event.ctrlKey || event.metaKey || event.shiftKey) && props.onOpen() : undefined
      }
    >
      {named ? (
        <>
          {object.name === "customer" && (
            <Avatar id={row.id} name={title} size={22} square={row.kind === "company"} />
          )}
          {object.name === "task" && <DoneMark task={row} />}
          <RecordLink
            object={object.name}
            id={row.id}
            tabIndex={-1}
            className="clip"
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopPropagation();
              else event.preventDefault();
            }}
          >
            {edit ? String(value ?? "") || title : title}
          </RecordLink>
        </>
      ) : (
        <FieldValue field={field} value={value} titles={titles} cell currency={company.currency} />
      )}
      {here && types && !editor && (
        <Catcher field={field} value={value} titles={titles} onType={props.onType} />
      )}
      {here && editor}
      {note && (
        <span className={cells.note} role="status">
          {note}
        </span>
      )}
    </div>
  );
}

export function BoneRow({
  columns,
  index,
  transform,
}: {
  columns: Column[];
  index: number;
  transform: string;
}) {
  return (
    <div className={styles.row} style={{ transform }} aria-hidden="true">
      <div className={styles.check} />
      {columns.map(({ field, numeric, left }, place) => (
        <div
          key={field.name}
          className={`${styles.cell} ${numeric ? styles.right : ""} ${left === undefined ? "" : styles.frozen}`}
          style={{ left }}
        >
          <span className="bone" style={{ width: `${38 + ((index * 13 + place * 29) % 40)}%`, height: 11 }} />
        </div>
      ))}
    </div>
  );
}

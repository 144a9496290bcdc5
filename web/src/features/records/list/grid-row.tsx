import { Link } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useMeta } from "../../../api/session";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { Avatar } from "../../../ui/avatar";
import { FieldValue } from "../field/value";
import type { Column } from "./columns";
import styles from "./grid.module.css";

interface Props {
  object: ObjectDef;
  row: RecordData;
  index: number;
  titles: TitleMap;
  columns: Column[];
  transform: string;
  selected: boolean;
  active: boolean;
  opened: boolean;
  onToggle: (range: boolean) => void;
  onOpen: () => void;
  onPage: () => void;
}

export const GridRow = memo(Row, (before, after) => {
  const keys = ["row", "index", "titles", "transform", "selected", "active", "opened"] as const;
  return keys.every((key) => before[key] === after[key]) && sameColumns(before.columns, after.columns);
});

function sameColumns(before: Column[], after: Column[]): boolean {
  return (
    before.length === after.length && before.every((column, index) => column.field === after[index]?.field)
  );
}

function Row(props: Props) {
  const { object, row, index, titles, columns, transform, selected, active, opened } = props;
  const { t } = useTranslation();
  const { company } = useMeta();
  const title = String(row[object.title] ?? "") || t("list.untitled");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={styles.row}
      style={{ transform }}
      data-active={active ? "" : undefined}
      data-opened={opened ? "" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
        else props.onOpen();
      }}
      onDoubleClick={props.onPage}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: only keeps the click from opening the row */}
      <div
        role="gridcell"
        className={styles.check}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <Checkbox
          checked={selected}
          tabIndex={-1}
          onClick={(event) => props.onToggle(event.shiftKey)}
          aria-label={t("list.select", { title })}
        />
      </div>
      {columns.map(({ field, numeric }) =>
        field.name === object.title ? (
          <div key={field.name} role="gridcell" className={`${styles.cell} ${styles.title}`}>
            {object.name === "customer" && (
              <Avatar id={row.id} name={title} size={22} square={row.kind === "company"} />
            )}
            <Link
              to="/records/$object/$id"
              params={{ object: object.name, id: row.id }}
              tabIndex={-1}
              preload={false}
              className="clip"
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopPropagation();
                else event.preventDefault();
              }}
            >
              {title}
            </Link>
          </div>
        ) : (
          <div key={field.name} role="gridcell" className={`${styles.cell} ${numeric ? styles.right : ""}`}>
            <FieldValue
              field={field}
              value={row[field.name]}
              titles={titles}
              cell
              currency={company.currency}
            />
          </div>
        ),
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
      {columns.map(({ field, numeric }, place) => (
        <div key={field.name} className={`${styles.cell} ${numeric ? styles.right : ""}`}>
          <span className="bone" style={{ width: `${38 + ((index * 13 + place * 29) % 40)}%`, height: 11 }} />
        </div>
      ))}
    </div>
  );
}

import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import type { Column } from "./columns";
import { Figure } from "./figure";
import type { Open } from "./grid";
import styles from "./grid.module.css";
import { BoneRow, GridRow } from "./grid-row";
import { GroupLabel } from "./group-label";
import { MoreRows } from "./more-rows";
import { filterOf, type Group } from "./summary";
import { useRows } from "./use-rows";
import type { Selection } from "./use-selection";

interface Props {
  object: ObjectDef;
  field: FieldDef;
  group: Group;
  columns: Column[];
  search: ListSearch;
  selection: Selection;
  open: Open;
  height: number;
  expanded: boolean;
  onToggle: () => void;
}

const nothing = () => {};

/** One group: a line with its name, count and sums, and below it its rows while it is open. */
export function GroupSection(props: Props) {
  const { field, group, columns, expanded, onToggle } = props;
  const { t } = useTranslation();
  const { language } = usePlace();
  return (
    <>
      <div role="row" className={styles.group} aria-expanded={expanded} aria-level={1}>
        <div role="gridcell" className={styles.groupName}>
          <button
            type="button"
            className={`plain ${styles.groupButton}`}
            aria-expanded={expanded}
            aria-label={t(expanded ? "list.closeGroup" : "list.openGroup")}
            onClick={onToggle}
          >
            <ChevronRight size={15} aria-hidden="true" data-open={expanded ? "" : undefined} />
            <GroupLabel field={field} group={group} />
            <span className="muted num">{formatNumber(group.count, language)}</span>
          </button>
        </div>
        {columns.slice(1).map((column) => (
          <div
            key={column.field.name}
            role="gridcell"
            className={`${styles.cell} ${column.numeric ? styles.right : ""}`}
          >
            {column.numeric && <Figure field={column.field} figures={group.fields[column.field.name]} />}
          </div>
        ))}
      </div>
      {expanded && <Rows {...props} />}
    </>
  );
}

function Rows({ object, group, columns, search, selection, open, height }: Props) {
  const { list, rows, titles } = useRows(object, { ...search, filter: filterOf(search, group) });
  const cells = useMemo(
    () => columns.map((column) => ({ ...column, closed: "may_not" as const })),
    [columns],
  );
  if (list.isError) return <Failure small error={list.error} retry={() => list.refetch()} />;
  const bones = list.isPending ? Math.min(group.count, 8) : 0;
  return (
    <>
      <div role="rowgroup" className={styles.rows} style={{ height: (rows.length + bones) * height }}>
        {rows.map((row, index) => (
          <GridRow
            key={row.id}
            object={object}
            row={row}
            index={index}
            titles={titles}
            columns={cells}
            transform={`translateY(${index * height}px)`}
            selected={selection.all || selection.ids.has(row.id)}
            at={-1}
            from={-1}
            to={-1}
            edits={undefined}
            editor={undefined}
            note={undefined}
            types={false}
            onType={nothing}
            opened={row.id === search.open}
            onToggle={(range) => selection.toggle(rows, index, range)}
            onOpen={() => open.panel(row.id, Boolean(search.open))}
          />
        ))}
        {Array.from({ length: bones }, (_, index) => (
          <BoneRow
            // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
            key={index}
            columns={columns}
            index={index}
            transform={`translateY(${index * height}px)`}
          />
        ))}
      </div>
      <MoreRows className={styles.groupNote} list={list} left={group.count - rows.length} />
    </>
  );
}

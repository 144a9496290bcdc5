import { Checkbox } from "antd";
import { isEmpty } from "../../../api/definition";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Avatar } from "../../../ui/avatar";
import { FieldValue } from "../field/value";
import type { Column } from "./columns";
import styles from "./phone-list.module.css";
import type { Selection } from "./use-selection";

interface Props {
  object: ObjectDef;
  /** Rows one after the other, and which of them it is. */
  rows: RecordData[];
  index: number;
  titles: TitleMap;
  columns: Column[];
  open: (id: string) => void;
  selection: Selection;
  /** A press chooses the row instead of opening it. */
  choosing: boolean;
}

/** A record of a list on a phone: name, the leading number on the right, three facts below; a placeholder until it is there. */
export function PhoneRow(props: Props) {
  const { object, rows, index, titles, columns, open, selection, choosing } = props;
  const { t } = useTranslation();
  const row = rows[index];
  if (!row) return <span className="bone" style={{ width: "60%", height: 14 }} />;
  const on = selection.all || selection.ids.has(row.id);
  const choose = () => selection.toggle(rows, index, false);
  const title = String(row[object.title] ?? "") || t("list.untitled");
  const others = columns.filter(
    (column) => column.field.name !== object.title && !isEmpty(row[column.field.name]),
  );
  const money = others.filter((column) => column.numeric).at(-1);
  const facts = others.filter((column) => column !== money && !column.numeric).slice(0, 3);
  return (
    <div className={styles.row} data-chosen={choosing && on ? "" : undefined}>
      {choosing && <Checkbox checked={on} tabIndex={-1} aria-hidden="true" />}
      {object.name === "customer" && (
        <Avatar id={row.id} name={title} size={36} square={row.kind === "company"} />
      )}
      <span className={styles.text}>
        <span className={styles.first}>
          <button
            type="button"
            className={`plain clip ${styles.open}`}
            aria-pressed={choosing ? on : undefined}
            onClick={choosing ? choose : () => open(row.id)}
          >
            {title}
          </button>
          {money && <FieldValue field={money.field} value={row[money.field.name]} titles={titles} />}
        </span>
        <span className={styles.second}>
          {facts.map(({ field }) => (
            <span key={field.name} className="clip">
              <FieldValue field={field} value={row[field.name]} titles={titles} cell />
            </span>
          ))}
        </span>
      </span>
    </div>
  );
}

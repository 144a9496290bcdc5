import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { isEmpty } from "../../../api/definition";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { Avatar } from "../../../ui/avatar";
import { FieldValue } from "../field/value";
import type { Column } from "./columns";
import styles from "./phone-list.module.css";

interface Props {
  object: ObjectDef;
  row: RecordData;
  titles: TitleMap;
  columns: Column[];
  open: (id: string) => void;
  /** A press chooses the row instead of opening it. */
  choice?: { on: boolean; toggle: () => void };
}

/** A record of a list on a phone: name, the leading number on the right, three facts below. */
export function PhoneRow({ object, row, titles, columns, open, choice }: Props) {
  const { t } = useTranslation();
  const title = String(row[object.title] ?? "") || t("list.untitled");
  const others = columns.filter(
    (column) => column.field.name !== object.title && !isEmpty(row[column.field.name]),
  );
  const money = others.filter((column) => column.numeric).at(-1);
  const facts = others.filter((column) => column !== money && !column.numeric).slice(0, 3);
  return (
    <div className={styles.row} data-chosen={choice?.on ? "" : undefined}>
      {choice && <Checkbox checked={choice.on} tabIndex={-1} aria-hidden="true" />}
      {object.name === "customer" && (
        <Avatar id={row.id} name={title} size={36} square={row.kind === "company"} />
      )}
      <span className={styles.text}>
        <span className={styles.first}>
          <button
            type="button"
            className={`plain clip ${styles.open}`}
            aria-pressed={choice?.on}
            onClick={choice ? choice.toggle : () => open(row.id)}
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

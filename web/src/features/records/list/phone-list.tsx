import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isEmpty } from "../../../api/definition";
import type { ObjectDef, RecordData, TitleMap } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import { Avatar } from "../../../ui/avatar";
import { FieldValue } from "../field/value";
import type { Column } from "./columns";
import { recall, remember } from "./memory";
import styles from "./phone-list.module.css";

interface Props {
  object: ObjectDef;
  rows: RecordData[];
  titles: TitleMap;
  columns: Column[];
  search: ListSearch;
  open: (id: string) => void;
  loading: boolean;
  hasMore: boolean;
  more: () => void;
}

const height = 66;

/** A list on a phone: name, the leading number on the right, three facts below. */
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
        {items.map((item) => {
          const row = rows[item.index];
          return (
            <li
              key={item.key}
              className={styles.item}
              style={{ height, transform: `translateY(${item.start}px)` }}
            >
              {row ? (
                <Row {...props} row={row} />
              ) : (
                <span className="bone" style={{ width: "60%", height: 14 }} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Row({ object, row, titles, columns, open }: Props & { row: RecordData }) {
  const { t } = useTranslation();
  const title = String(row[object.title] ?? "") || t("list.untitled");
  const others = columns.filter(
    (column) => column.field.name !== object.title && !isEmpty(row[column.field.name]),
  );
  const money = others.filter((column) => column.numeric).at(-1);
  const facts = others.filter((column) => column !== money && !column.numeric).slice(0, 3);
  return (
    <div className={styles.row}>
      {object.name === "customer" && (
        <Avatar id={row.id} name={title} size={36} square={row.kind === "company"} />
      )}
      <span className={styles.text}>
        <span className={styles.first}>
          <button type="button" className={`plain clip ${styles.open}`} onClick={() => open(row.id)}>
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

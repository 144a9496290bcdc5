import { memo } from "react";
import { isEmpty, valueType } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Avatar } from "../../../ui/avatar";
import { RecordLink } from "../../../ui/record-link";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import styles from "./card.module.css";

interface Props {
  object: ObjectDef;
  row: RecordData;
  titles: TitleMap;
  fields: FieldDef[];
  /** What stands for a person or company is shown elsewhere on the card. */
  bare?: boolean;
}

/** What a value is says itself. */
export const wide = new Set(["select", "user", "reference", "boolean"]);

/** What a record is called, as far as it is called anything. */
export function useRecordTitle(object: ObjectDef) {
  const { t } = useTranslation();
  return (row: RecordData) => String(row[object.title] ?? "") || t("list.untitled");
}

/** What stands on the card of a record: its title and some facts. */
export const CardFacts = memo(function CardFacts({ object, row, titles, fields, bare }: Props) {
  const labels = useLabels();
  const { company } = useMeta();
  const title = useRecordTitle(object)(row);
  return (
    <>
      <span className={styles.title}>
        {object.name === "customer" && !bare && (
          <Avatar id={row.id} name={title} size={22} square={row.kind === "company"} />
        )}
        <RecordLink
          object={object.name}
          id={row.id}
          tabIndex={-1}
          draggable={false}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopPropagation();
            else event.preventDefault();
          }}
        >
          {title}
        </RecordLink>
      </span>
      <dl className={styles.facts}>
        {fields.map((field) =>
          isEmpty(row[field.name]) ? null : (
            <div key={field.name} className={styles.fact}>
              <dt className={wide.has(valueType(field)) ? "sr-only" : undefined}>{labels.field(field)}</dt>
              <dd>
                <FieldValue
                  field={field}
                  value={row[field.name]}
                  titles={titles}
                  cell
                  currency={company.currency}
                />
              </dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
});

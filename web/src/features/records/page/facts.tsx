import { useState } from "react";
import { isEmpty, isSystem } from "../../../api/definition";
import { useCan } from "../../../api/session";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { whyClosed } from "../field/closed";
import { useLabels } from "../field/labels";
import { Reveal } from "../field/reveal";
import { FieldValue } from "../field/value";
import { FactEditor } from "./fact-editor";
import styles from "./facts.module.css";
import { OriginMark } from "./origin-mark";

interface Props {
  object: ObjectDef;
  record: RecordData;
  fields: FieldDef[];
  titles?: TitleMap;
  /** How many stand beside each other, where there is room. */
  columns?: number;
}

/** Facts of a record, name and value; a click on a value edits it in place. */
export function Facts({ object, record, fields, titles, columns }: Props) {
  return (
    <dl className={styles.facts} data-columns={columns === 2 ? "" : undefined}>
      {fields.map((field) => (
        <Fact key={field.name} object={object} record={record} field={field} titles={titles} />
      ))}
    </dl>
  );
}

function Fact({ object, record, field, titles }: Omit<Props, "fields" | "columns"> & { field: FieldDef }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const mayUpdate = can("record.update", object.name);
  const editable = !whyClosed(object, field, { mayUpdate, deleted: Boolean(record.deleted_at) });
  const value = record[field.name];
  const name = labels.field(field);
  const linked = ["reference", "url", "email", "phone", "file"].includes(field.type) && !isEmpty(value);
  const traced = !isEmpty(value) && !isSystem(field) && !["formula", "roll_up"].includes(field.type);
  return (
    <div className={styles.fact}>
      <dt title={labels.help(field) || undefined}>
        {traced ? (
          <OriginMark
            object={object.name}
            id={record.id}
            field={field.name}
            name={name}
            help={labels.help(field)}
          />
        ) : (
          name
        )}
      </dt>
      <dd>
        {editing ? (
          <FactEditor object={object} record={record} field={field} onClose={() => setEditing(false)} />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the button beside does the same for the keyboard
          // biome-ignore lint/a11y/useKeyWithClickEvents: the button beside does the same for the keyboard
          <span
            className={editable ? styles.editable : styles.value}
            onClick={(event) => {
              if (editable && !linked && !(event.target as HTMLElement).closest("a")) setEditing(true);
            }}
          >
            <FieldValue field={field} value={value} titles={titles} />
          </span>
        )}
        {field.access === "masked" && !isEmpty(value) && (
          <Reveal object={object} id={record.id} field={field} />
        )}
        {editable && !editing && (
          <button
            type="button"
            className={`plain ${styles.pencil}`}
            aria-label={t("record.edit", { name })}
            onClick={() => setEditing(true)}
          >
            {t("action.edit")}
          </button>
        )}
      </dd>
    </div>
  );
}

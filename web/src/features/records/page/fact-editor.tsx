import { Button } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { refusalText } from "../../../ui/refusal";
import { FieldInput } from "../form/field-input";
import styles from "./facts.module.css";
import { useSave } from "./use-save";

interface Props {
  object: ObjectDef;
  record: RecordData;
  field: FieldDef;
  onClose: () => void;
}

const chosen = new Set(["select", "boolean", "date", "reference", "user", "file"]);

/** Inputs of several parts are saved by a button, all others when they are left or chosen. */
function partsOf(field: FieldDef): boolean {
  if (field.multi) return true;
  return ["address", "money", "geo_point", "json", "datetime", "long_text"].includes(field.type);
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null && item !== "");
    return items.length ? items : null;
  }
  return value === undefined || value === "" ? null : value;
}

export function FactEditor({ object, record, field, onClose }: Props) {
  const { t } = useTranslation();
  const [seen] = useState(record);
  const { save, saving } = useSave(object, seen);
  const [value, setValue] = useState<unknown>(record[field.name]);
  const [wrong, setWrong] = useState<string>();
  const latest = useRef(value);
  const busy = useRef(false);
  const parts = partsOf(field);

  async function done(next: unknown = latest.current) {
    if (busy.current) return;
    const after = cleaned(next);
    if (JSON.stringify(after) === JSON.stringify(seen[field.name] ?? null)) return onClose();
    if (field.required && after === null) return setWrong(t("form.requiredShort"));
    busy.current = true;
    const outcome = await save({ [field.name]: after });
    busy.current = false;
    if (outcome.saved) onClose();
    else setWrong(outcome.errors.map(refusalText).join(" "));
  }
  function change(next: unknown) {
    latest.current = next;
    setValue(next);
    setWrong(undefined);
    if (chosen.has(field.type) && !field.multi) done(next);
  }
  function key(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (
      event.key === "Enter" &&
      !parts &&
      (event.target as HTMLElement).tagName === "INPUT" &&
      !chosen.has(field.type)
    )
      done();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the input inside
    <div className={styles.editor} onKeyDown={key}>
      <FieldInput
        field={field}
        value={value}
        onChange={change}
        onBlur={parts ? undefined : chosen.has(field.type) ? undefined : () => done()}
        autoFocus
      />
      {wrong && (
        <span className={styles.wrong} role="alert">
          {wrong}
        </span>
      )}
      {(parts || chosen.has(field.type)) && (
        <div className={styles.buttons}>
          {parts && (
            <Button size="small" type="primary" loading={saving} onClick={() => done()}>
              {t("action.save")}
            </Button>
          )}
          <Button size="small" type="text" onClick={onClose}>
            {t("action.cancel")}
          </Button>
        </div>
      )}
    </div>
  );
}

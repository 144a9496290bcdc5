import { Button } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useMeta } from "../../../api/session";
import type { FieldDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { FieldInput } from "./field-input";
import styles from "./form.module.css";

/** How an input was left: by a key, or otherwise. */
export type Left = "Enter" | "Tab" | "chosen" | "left";

interface Props {
  /** Of the input, for its label. */
  id?: string;
  field: FieldDef;
  value: unknown;
  /** What was typed to begin: takes the place of the value. */
  typed?: string;
  /** Why the value was refused. */
  wrong?: string;
  saving?: boolean;
  /** In a cell: lists and calendars begin open, and a press elsewhere or Tab takes the value. */
  cell?: boolean;
  /** The value as the API takes it. */
  onDone: (value: unknown, left: Left, back: boolean) => void;
  onLeave: () => void;
}

const chosen = new Set(["select", "boolean", "date", "reference", "user", "file"]);
/** Chosen from a list or calendar, not typed. */
const isPicked = (field: FieldDef) => chosen.has(field.type) || field.name === "country";
/** What an input opens outside of itself. */
const popups = ".ant-select-dropdown, .ant-picker-dropdown, .ant-modal-wrap, .ant-message, .ant-popover";

/** Inputs of several parts have a button that saves, all others are saved when they are left or chosen. */
function partsOf(field: FieldDef): boolean {
  if (field.multi || field.name === "repeat") return true;
  return ["address", "money", "geo_point", "json", "datetime", "long_text"].includes(field.type);
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null && item !== "");
    return items.length ? items : null;
  }
  return value === undefined || value === "" ? null : value;
}

/** What a first typed letter makes of a field's value. */
function begun(field: FieldDef, value: unknown, typed: string | undefined, currency: unknown): unknown {
  if (typed === undefined || field.multi || isPicked(field)) return value;
  if (["text", "long_text", "email", "url", "phone"].includes(field.type)) return typed;
  if (!["integer", "decimal", "money"].includes(field.type)) return value;
  const number = /^\d+$/.test(typed) ? typed : null;
  if (number === null || field.type === "decimal") return number;
  return field.type === "integer" ? Number(number) : { amount: number, currency };
}

/** The input of one field where its value stands. Enter saves, Esc leaves things as they were. */
export function InPlace(props: Props) {
  const { id, field, typed, saving, cell, onDone, onLeave } = props;
  const { t } = useTranslation();
  const { company } = useMeta();
  const [value, setValue] = useState<unknown>(() => begun(field, props.value, typed, company.currency));
  const [wrong, setWrong] = useState(props.wrong);
  const latest = useRef(value);
  const box = useRef<HTMLDivElement>(null);
  const parts = partsOf(field);
  const picked = isPicked(field);

  function done(left: Left = "left", back = false) {
    const after = cleaned(latest.current);
    if (field.required && after === null) return setWrong(t("form.requiredShort"));
    onDone(after, left, back);
  }
  function change(next: unknown) {
    latest.current = next;
    setValue(next);
    setWrong(undefined);
    if (picked && !field.multi) done("chosen");
  }
  function key(event: KeyboardEvent) {
    const { key, shiftKey, ctrlKey, metaKey, nativeEvent } = event;
    if (nativeEvent.isComposing) return;
    const tag = (event.target as HTMLElement).tagName;
    if (key === "Escape") onLeave();
    else if (key === "Tab" && cell && !(parts && shiftKey)) done("Tab", shiftKey);
    else if (key === "Enter" && (ctrlKey || metaKey)) done("Enter");
    else if (key === "Enter" && tag === "INPUT" && !picked && !field.multi) done("Enter", shiftKey);
    else if (key === "Enter" && tag === "TEXTAREA" && cell && field.type === "long_text" && !shiftKey)
      done("Enter");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const latestDone = useRef(done);
  latestDone.current = done;
  useEffect(() => {
    if (!cell) return;
    const press = ({ target }: PointerEvent) => {
      if (target instanceof Element && !box.current?.contains(target) && !target.closest(popups))
        latestDone.current();
    };
    window.addEventListener("pointerdown", press, true);
    box.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return () => window.removeEventListener("pointerdown", press, true);
  }, [cell]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the input inside
    <div ref={box} className={cell ? styles.inCell : styles.inPlace} onKeyDown={key}>
      <FieldInput
        id={id}
        field={field}
        value={value}
        typed={typed}
        onChange={change}
        onBlur={cell || parts || picked ? undefined : () => done()}
        autoFocus
        defaultOpen={cell && picked}
      />
      {(props.wrong ?? wrong) && (
        <span className={styles.wrong} role="alert">
          {wrong ?? props.wrong}
        </span>
      )}
      {(parts || (picked && !cell)) && (
        <div className={styles.buttons}>
          {parts && (
            <Button size="small" type="primary" loading={saving} onClick={() => done()}>
              {t("action.save")}
            </Button>
          )}
          <Button size="small" type="text" onClick={onLeave}>
            {t("action.cancel")}
          </Button>
        </div>
      )}
    </div>
  );
}

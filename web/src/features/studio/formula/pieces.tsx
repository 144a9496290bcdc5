import { Button, Input } from "antd";
import { useState } from "react";
import { isSystem } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useLabels } from "../../records/field/labels";
import { snippets } from "./data";
import styles from "./formula.module.css";

interface Props {
  object: ObjectDef;
  /** The formula itself, which it cannot read. */
  without?: string;
  onInsert: (piece: string) => void;
}

/** Objects with more fields than this get a box to find one. */
const MANY = 12;
const names = Object.keys(snippets) as (keyof typeof snippets)[];

const readable = (field: FieldDef) =>
  !field.hidden && !field.multi && !isSystem(field) && !["json", "address", "geo_point"].includes(field.type);

/** What can be put into a formula by a click: the fields of the record, and functions. */
export function Pieces({ object, without, onInsert }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [sought, setSought] = useState("");
  const fields = object.fields.filter((field) => readable(field) && field.name !== without);
  const word = sought.trim().toLowerCase();
  const found = fields.filter((field) => `${labels.field(field)} ${field.name}`.toLowerCase().includes(word));
  return (
    <div className={styles.pieces}>
      <div className={styles.head}>
        <h3>{t("formula.fields")}</h3>
        {fields.length > MANY && (
          <Input
            size="small"
            allowClear
            className={styles.find}
            placeholder={t("formula.find")}
            aria-label={t("formula.find")}
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
        )}
      </div>
      <ul className={styles.fields}>
        {found.map((field) => (
          <li key={field.name}>
            <Button size="small" onClick={() => onInsert(field.name)}>
              {labels.field(field)} <code className="muted">{field.name}</code>
            </Button>
          </li>
        ))}
        {found.length === 0 && <li className="muted">{t("formula.nothing")}</li>}
      </ul>
      <h3>{t("formula.functions")}</h3>
      <ul className={styles.fields}>
        {names.map((name) => (
          <li key={name}>
            <Button
              data-hint={t(`formula.told.${name}`)}
              size="small"
              aria-label={`${name}: ${t(`formula.told.${name}`)}`}
              onClick={() => onInsert(snippets[name])}
            >
              <code>{name === "choose" ? "? :" : name}</code>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

import { Button } from "antd";
import { useId } from "react";
import type { FieldDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useLabels } from "../records/field/labels";
import { FieldInput } from "../records/form/field-input";
import styles from "./tasks.module.css";
import { soon } from "./when";

interface Props {
  field: FieldDef;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What is asked beside a new task's title. */
export default function NewTaskField({ field, value, onChange }: Props) {
  const { t } = useTranslation();
  const { zone } = usePlace();
  const labels = useLabels();
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{labels.field(field)}</label>
      <FieldInput id={id} field={field} value={value} onChange={onChange} />
      {field.name === "due_at" && !value && (
        <span className={styles.soon}>
          {soon(zone).map(({ choice, at }) => (
            <Button key={choice} size="small" type="text" onClick={() => onChange(at)}>
              {t(`tasks.soon.${choice}`)}
            </Button>
          ))}
        </span>
      )}
    </div>
  );
}

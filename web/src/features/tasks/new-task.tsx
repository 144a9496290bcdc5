import { Button, Input } from "antd";
import { useId, useState } from "react";
import { fieldOf, isWritable, objectOf } from "../../api/definition";
import { useCreate } from "../../api/records";
import { useMe, useMeta } from "../../api/session";
import type { FieldDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { FieldInput } from "../records/form/field-input";
import styles from "./tasks.module.css";
import { soon } from "./when";

/** What is asked beside the title, once there is one. */
const asked = ["due_at", "remind", "repeat", "assignee"];

interface Props {
  customer?: string;
  autoFocus?: boolean;
}

/** A new task: a line of text and Enter; once something is written, by when, by whom, how often. */
export function NewTask({ customer, autoFocus }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const def = objectOf(useMeta(), "task");
  const fail = useFailureNotice();
  const create = useCreate("task");
  const fresh = { assignee: user.id, remind: "at_due" };
  const [title, setTitle] = useState("");
  const [values, setValues] = useState<Record<string, unknown>>(fresh);
  const fields = asked.flatMap((name) => {
    const field = def && fieldOf(def, name);
    return field && isWritable(field) ? [field] : [];
  });
  async function add() {
    const text = title.trim();
    if (!text || create.isPending) return;
    const known = Object.entries({ ...values, customer }).filter(([, value]) => value);
    try {
      await create.mutateAsync({
        values: { title: text, ...Object.fromEntries(known) },
        key: crypto.randomUUID(),
      });
      setTitle("");
      setValues(fresh);
    } catch (error) {
      fail(t("tasks.add"), error);
    }
  }
  return (
    <div className={styles.new}>
      <Input
        value={title}
        maxLength={200}
        autoFocus={autoFocus}
        onChange={(event) => setTitle(event.target.value)}
        onPressEnter={add}
        placeholder={t("tasks.add")}
        aria-label={t("tasks.add")}
      />
      {title.trim() && (
        <>
          <div className={styles.more}>
            {fields.map((field) => (
              <One
                key={field.name}
                field={field}
                value={values[field.name]}
                onChange={(value) => setValues({ ...values, [field.name]: value })}
              />
            ))}
          </div>
          <div className={styles.send}>
            <Button type="primary" size="small" loading={create.isPending} onClick={add}>
              {t("tasks.save")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

interface OneProps {
  field: FieldDef;
  value: unknown;
  onChange: (value: unknown) => void;
}

function One({ field, value, onChange }: OneProps) {
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

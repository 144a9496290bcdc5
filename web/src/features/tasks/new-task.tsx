import { Button, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { fieldOf, isWritable, objectOf } from "../../api/definition";
import { useCreate } from "../../api/records";
import { useMe, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import styles from "./tasks.module.css";

const NewTaskField = lazy(() => import("./new-task-field"));

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
            <Suspense>
              {fields.map((field) => (
                <NewTaskField
                  key={field.name}
                  field={field}
                  value={values[field.name]}
                  onChange={(value) => setValues({ ...values, [field.name]: value })}
                />
              ))}
            </Suspense>
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

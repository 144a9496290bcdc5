import { Button } from "antd";
import { Circle, CircleCheck } from "lucide-react";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useTaskActs } from "./acts";
import styles from "./tasks.module.css";

/** A ring before a task's name in a list; a press does it, or opens it again. */
export function DoneMark({ task }: { task: RecordData }) {
  const { t } = useTranslation();
  const acts = useTaskActs(task);
  const done = Boolean(task.done_at) || task.state === "done";
  const Icon = done ? CircleCheck : Circle;
  return (
    <Button
      type="text"
      size="small"
      tabIndex={-1}
      className={styles.mark}
      loading={acts.busy}
      icon={<Icon size={16} />}
      aria-label={done ? t("tasks.reopen") : t("tasks.complete", { title: String(task.title ?? "") })}
      onClick={(event) => {
        event.stopPropagation();
        if (done) acts.reopen();
        else acts.complete();
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
}

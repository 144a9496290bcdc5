import { Button, Checkbox } from "antd";
import { AlarmClock, CircleAlert, Moon, Repeat2 } from "lucide-react";
import { fieldOf, objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { RecordLink } from "../../ui/record-link";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { snoozedUntil, useTaskActs } from "./acts";
import { useRepeatText } from "./repeat-text";
import { SnoozeMenu } from "./snooze-menu";
import styles from "./tasks.module.css";

interface Props {
  task: RecordData;
  /** What the person is called who shall do it; not shown for one's own. */
  assignee?: string;
  /** What the customer is called, where it is not plain from the page. */
  customer?: string;
}

/** A task in a line: done by a tick, put off by a menu. */
export function TaskLine({ task, assignee, customer }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const acts = useTaskActs(task);
  const title = String(task.title ?? "");
  const may = can("record.update", "task");
  return (
    <li className={styles.task}>
      <Checkbox
        checked={acts.busy}
        disabled={!may}
        onChange={acts.complete}
        aria-label={t("tasks.complete", { title })}
      />
      <div className={styles.text}>
        <RecordLink object="task" id={task.id} className={styles.title}>
          {title}
        </RecordLink>
        <div className={styles.facts}>
          <Facts task={task} />
          {customer && typeof task.customer === "string" && (
            <RecordLink object="customer" id={task.customer}>
              {customer}
            </RecordLink>
          )}
          {assignee && typeof task.assignee === "string" && <UserName id={task.assignee} title={assignee} />}
        </div>
      </div>
      {may && (
        <span className={styles.acts}>
          <SnoozeMenu task={task}>
            <Button
              type="text"
              size="small"
              icon={<AlarmClock size={15} />}
              aria-label={t("tasks.snoozeOne", { title })}
            />
          </SnoozeMenu>
        </span>
      )}
    </li>
  );
}

/** When it is due, how urgent it is, how far it is. */
function Facts({ task }: { task: RecordData }) {
  const { t } = useTranslation();
  const repeatText = useRepeatText();
  const def = objectOf(useMeta(), "task");
  const priority = def && fieldOf(def, "priority");
  const due = typeof task.due_at === "string" ? task.due_at : undefined;
  const late = due !== undefined && Date.parse(due) < Date.now();
  const snoozed = snoozedUntil(task);
  const urgent = task.priority === "high" || task.priority === "urgent";
  return (
    <>
      {due && (
        <span className={late ? styles.late : undefined}>
          {late && <CircleAlert size={12} aria-label={t("tasks.late")} />}
          <When value={due} />
        </span>
      )}
      {snoozed && (
        <span>
          <Moon size={12} aria-label={t("tasks.until")} />
          <When value={snoozed} />
        </span>
      )}
      {typeof task.repeat === "string" && (
        <span data-hint={repeatText(task.repeat)}>
          <Repeat2 size={13} aria-label={repeatText(task.repeat)} />
        </span>
      )}
      {typeof task.progress === "string" && <span className="num">{task.progress}</span>}
      {urgent && priority && <FieldValue field={priority} value={task.priority} />}
    </>
  );
}

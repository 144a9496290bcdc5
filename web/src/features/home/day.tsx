import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { objectOf } from "../../api/definition";
import { shortListQuery } from "../../api/records";
import { useCan, useMe, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Section } from "../records/page/section";
import { NewTask } from "../tasks/new-task";
import { TaskLine } from "../tasks/task-line";
import { inTime } from "../tasks/when";
import { All } from "./all";
import styles from "./home-page.module.css";

const shown = 30;

/** One's open tasks that are not snoozed: overdue, today, to come. */
export function Day() {
  const { t } = useTranslation();
  const { user } = useMe();
  const can = useCan();
  const { zone } = usePlace();
  const def = objectOf(useMeta(), "task");
  const mine = `assignee:${user.id} state:open`;
  const now = dayjs().startOf("minute").toISOString();
  const { data } = useQuery({
    ...shortListQuery("task", {
      filter: `${mine} (snoozed_until:empty or snoozed_until<"${now}")`,
      sort: "due_at",
      limit: shown,
    }),
    enabled: Boolean(def),
  });
  if (!def) return null;
  const tasks = data?.items ?? [];
  const times = inTime(tasks, zone);
  const name = (task: RecordData) =>
    typeof task.customer === "string" ? (data?.labels?.[task.customer] ?? "…") : undefined;
  return (
    <Section
      title={t("home.card.day")}
      count={tasks.length === shown ? `${shown}+` : tasks.length || null}
      action={<All object="task" filter={mine} sort="due_at" />}
    >
      {(["overdue", "today", "coming"] as const).map(
        (time) =>
          times[time].length > 0 && (
            <div key={time} className={styles.time}>
              <h3 data-late={time === "overdue" ? "" : undefined}>
                {t(`home.${time}`)} <span className="num">{times[time].length}</span>
              </h3>
              <ul>
                {times[time].map((task) => (
                  <TaskLine key={task.id} task={task} customer={name(task)} />
                ))}
              </ul>
            </div>
          ),
      )}
      {data && tasks.length === 0 && <p className="muted">{t("home.noTasks")}</p>}
      {can("record.create", "task") && <NewTask />}
    </Section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { objectOf } from "../../api/definition";
import { shortListQuery } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Section } from "../records/page/section";
import { NewTask } from "../tasks/new-task";
import { TaskLine } from "../tasks/task-line";

/** What is open with a customer. */
export function Tasks({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const def = objectOf(useMeta(), "task");
  const { data } = useQuery({
    ...shortListQuery("task", { filter: `customer:${customer} state:open`, sort: "due_at", limit: 20 }),
    enabled: Boolean(def),
  });
  if (!def) return null;
  const tasks = data?.items ?? [];
  return (
    <Section title={t("tasks.open")} count={tasks.length || null}>
      <ul>
        {tasks.map((task) => (
          <TaskLine
            key={task.id}
            task={task}
            assignee={typeof task.assignee === "string" ? data?.labels?.[task.assignee] : undefined}
          />
        ))}
      </ul>
      {data && tasks.length === 0 && <p className="muted">{t("tasks.none")}</p>}
      {can("record.create", "task") && <NewTask customer={customer} />}
    </Section>
  );
}

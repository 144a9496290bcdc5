import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Checkbox, Input } from "antd";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, objectOf } from "../../api/definition";
import { shortListQuery, useCreate, usePatch } from "../../api/records";
import { useCan, useMe, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { Section } from "../records/page/section";
import styles from "./tasks.module.css";

/** What is open with a customer: done by a tick, added by a line of text. */
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
          <Task
            key={task.id}
            task={task}
            assignee={typeof task.assignee === "string" ? data?.labels?.[task.assignee] : undefined}
          />
        ))}
      </ul>
      {data && tasks.length === 0 && <p className={styles.none}>{t("tasks.none")}</p>}
      {can("record.create", "task") && <NewTask customer={customer} />}
    </Section>
  );
}

/** A task in a line; also on the home page, there with its customer. */
export function Task({
  task,
  assignee,
  customer,
}: {
  task: RecordData;
  assignee?: string;
  customer?: string;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const patch = usePatch("task");
  const def = objectOf(useMeta(), "task");
  const priority = def && fieldOf(def, "priority");
  const title = String(task.title ?? "");
  const due = typeof task.due_at === "string" ? task.due_at : undefined;
  const late = due !== undefined && Date.parse(due) < Date.now();
  const set = (done_at: string | null) => patch.mutateAsync({ id: task.id, values: { done_at } });
  async function complete() {
    try {
      await set(new Date().toISOString());
      undoNotice(t("tasks.done", { title }), () => set(null).catch((error) => fail(t("action.undo"), error)));
    } catch (error) {
      fail(t("tasks.complete", { title }), error);
    }
  }
  const urgent = task.priority === "high" || task.priority === "urgent";
  return (
    <li className={styles.task}>
      <Checkbox
        checked={patch.isPending}
        disabled={!can("record.update", "task")}
        onChange={complete}
        aria-label={t("tasks.complete", { title })}
      />
      <div className={styles.text}>
        <Link to="/records/$object/$id" params={{ object: "task", id: task.id }} className={styles.title}>
          {title}
        </Link>
        <div className={styles.facts}>
          {due && (
            <span className={late ? styles.late : undefined}>
              {late && <CircleAlert size={12} aria-label={t("tasks.late")} />}
              <When value={due} />
            </span>
          )}
          {urgent && priority && <FieldValue field={priority} value={task.priority} />}
          {customer && typeof task.customer === "string" && (
            <Link to="/records/$object/$id" params={{ object: "customer", id: task.customer }}>
              {customer}
            </Link>
          )}
          {typeof task.assignee === "string" && <UserName id={task.assignee} title={assignee} />}
        </div>
      </div>
    </li>
  );
}

function NewTask({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const fail = useFailureNotice();
  const create = useCreate("task");
  const [title, setTitle] = useState("");
  async function add() {
    const text = title.trim();
    if (!text) return;
    try {
      await create.mutateAsync({
        values: { customer, title: text, assignee: user.id },
        key: crypto.randomUUID(),
      });
      setTitle("");
    } catch (error) {
      fail(t("tasks.add"), error);
    }
  }
  return (
    <Input
      className={styles.add}
      value={title}
      disabled={create.isPending}
      onChange={(event) => setTitle(event.target.value)}
      onPressEnter={add}
      placeholder={t("tasks.add")}
      aria-label={t("tasks.add")}
    />
  );
}

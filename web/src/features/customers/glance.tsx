import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { CopyCheck, ListTodo, Plus, ReceiptText } from "lucide-react";
import type { ReactNode } from "react";
import { labelIn, objectOf } from "../../api/definition";
import { countQuery } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatCount } from "../../ui/format";
import { When } from "../../ui/when";
import { groupsOfQuery } from "../duplicates/data";
import { TaskLine } from "../tasks/task-line";
import { eventKindsQuery, summaryQuery, timelineQuery } from "./data";
import styles from "./glance.module.css";
import { healthOf } from "./health";
import { HealthMark } from "./health-mark";
import { everyMonth, trendOf } from "./months";

interface Props {
  customer: RecordData;
  begin: (kind: string) => void;
}

/** How the customer is, what is open in all departments, what happened last, what comes next. */
export function Glance({ customer, begin }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(summaryQuery(customer.id));
  const trend = trendOf(everyMonth(data?.months ?? [], 24).map((one) => one.value));
  const health = data && healthOf(customer, trend, data.open_tasks?.overdue ?? 0);
  return (
    <dl className={styles.glance}>
      <Part name={t("glance.health")}>
        {health ? <HealthMark health={health} /> : <span className="muted">{t("glance.unknown")}</span>}
      </Part>
      <Part name={t("glance.open")}>
        <Open customer={customer.id} />
      </Part>
      <Part name={t("glance.last")}>
        <Last customer={customer.id} />
      </Part>
      <Part name={t("glance.next")}>
        <Next customer={customer.id} begin={begin} />
      </Part>
    </dl>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Open({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const can = useCan();
  const { data: summary } = useQuery(summaryQuery(customer));
  const unfinished = `customer:${customer} status:open`;
  const { data: orders } = useQuery({
    ...countQuery("order", { filter: unfinished }),
    enabled: Boolean(objectOf(meta, "order")),
  });
  const merges = can("record.merge", "customer");
  const { data: groups } = useQuery({ ...groupsOfQuery("customer", customer), enabled: merges });
  const tasks = summary?.open_tasks;
  const nothing = !tasks?.count && !orders?.count && !groups?.length;
  if (nothing) return <span className="muted">{t("glance.nothingOpen")}</span>;
  return (
    <span className={styles.items}>
      {Boolean(tasks?.count) && (
        <Link
          to="/records/$object"
          params={{ object: "task" }}
          search={{ filter: `customer:${customer} state:open`, sort: "due_at" }}
        >
          <ListTodo size={14} aria-hidden="true" />
          {t("glance.tasks", { count: tasks?.count })}
          {Boolean(tasks?.overdue) && (
            <b className={styles.late}>{t("glance.overdue", { count: tasks?.overdue })}</b>
          )}
        </Link>
      )}
      {orders && orders.count > 0 && (
        <Link to="/records/$object" params={{ object: "order" }} search={{ filter: unfinished }}>
          <ReceiptText size={14} aria-hidden="true" />
          {t("glance.orders", { count: orders.count, shown: formatCount(orders, language) })}
        </Link>
      )}
      {groups && groups.length > 0 && (
        <Link to="/duplicates/$object" params={{ object: "customer" }}>
          <CopyCheck size={14} aria-hidden="true" />
          {t("glance.duplicate", { name: groups[0] })}
        </Link>
      )}
    </span>
  );
}

function Last({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data: known = [] } = useQuery(eventKindsQuery);
  const { data } = useInfiniteQuery(timelineQuery(customer, []));
  const event = data?.pages[0]?.items[0];
  if (!data) return <span className="bone" style={{ display: "block", width: "70%", height: 14 }} />;
  if (!event) return <span className="muted">{t("timeline.none")}</span>;
  const kind = labelIn(known.find((one) => one.name === event.kind)?.labels, language, event.kind);
  return (
    <span className={styles.last}>
      <span className="clip" title={event.title}>
        {kind}
        {event.title ? ` · ${event.title}` : ""}
      </span>
      <span className="muted">
        <When value={event.at} />
      </span>
    </span>
  );
}

function Next({ customer, begin }: { customer: string; begin: (kind: string) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = useQuery(summaryQuery(customer));
  const next = data?.open_tasks?.next[0];
  if (next) {
    return (
      <ul>
        <TaskLine task={next} />
      </ul>
    );
  }
  return (
    <span className={styles.items}>
      <span className="muted">{t("glance.nothingNext")}</span>
      {can("record.create", "task") && (
        <Button size="small" type="text" icon={<Plus size={14} />} onClick={() => begin("task")}>
          {t("tasks.save")}
        </Button>
      )}
    </span>
  );
}

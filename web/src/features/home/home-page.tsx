import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { objectOf } from "../../api/definition";
import { countQuery, shortListQuery } from "../../api/records";
import { useMe, useMeta } from "../../api/session";
import { objectIcon } from "../../app/icons";
import { usePlace } from "../../app/place";
import { Avatar } from "../../ui/avatar";
import { formatCount, formatMoney, isMoney } from "../../ui/format";
import { When } from "../../ui/when";
import { Task } from "../customers/tasks";
import { useLabels } from "../records/field/labels";
import { Section } from "../records/page/section";
import styles from "./home-page.module.css";

/** The day's start: what waits for me, who matters, what the base holds. */
export function HomePage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { language, zone } = usePlace();
  const today = new Intl.DateTimeFormat(language, {
    weekday: "long",
    month: "long",
    day: "numeric",
    timeZone: zone,
  }).format(new Date());
  return (
    <div className={`${styles.view} scroll`}>
      <div className={styles.inner}>
        <header>
          <h1 className={styles.title}>{t("home.hello", { name: user.name })}</h1>
          <p className="muted">{today}</p>
        </header>
        <Figures />
        <div className={styles.columns}>
          <MyTasks />
          <Best />
          <Latest />
        </div>
      </div>
    </div>
  );
}

function Figures() {
  const meta = useMeta();
  const names = ["customer", "order", "product", "task"];
  return (
    <div className={styles.figures}>
      {names.map((name) => objectOf(meta, name) && <Figure key={name} name={name} />)}
    </div>
  );
}

function Figure({ name }: { name: string }) {
  const object = objectOf(useMeta(), name);
  const labels = useLabels();
  const { language } = usePlace();
  const { data } = useQuery(countQuery(name, {}));
  const Icon = objectIcon(name);
  if (!object) return null;
  return (
    <Link to="/records/$object" params={{ object: name }} className={styles.figure}>
      <span className={styles.name}>
        <Icon size={15} aria-hidden="true" />
        {labels.plural(object)}
      </span>
      <b className="num">{data ? formatCount(data, language) : "…"}</b>
    </Link>
  );
}

function MyTasks() {
  const { t } = useTranslation();
  const { user } = useMe();
  const def = objectOf(useMeta(), "task");
  const { data } = useQuery({
    ...shortListQuery("task", { filter: `assignee:${user.id} state:open`, sort: "due_at", limit: 12 }),
    enabled: Boolean(def),
  });
  if (!def) return null;
  const tasks = data?.items ?? [];
  return (
    <Section
      title={t("home.tasks")}
      count={tasks.length || null}
      action={<All object="task" filter={`assignee:${user.id} state:open`} />}
    >
      <ul>
        {tasks.map((task) => (
          <Task
            key={task.id}
            task={{ ...task, assignee: null }}
            customer={typeof task.customer === "string" ? (data?.labels?.[task.customer] ?? "…") : undefined}
          />
        ))}
      </ul>
      {data && tasks.length === 0 && <p className="muted">{t("home.noTasks")}</p>}
    </Section>
  );
}

function Best() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data } = useQuery(
    shortListQuery("customer", { sort: "-spend", limit: 8, fields: "name,kind,spend,orders_count" }),
  );
  return (
    <Section title={t("home.best")} action={<All object="customer" sort="-spend" />}>
      <ul>
        {(data?.items ?? []).map((customer) => (
          <Row
            key={customer.id}
            id={customer.id}
            name={String(customer.name ?? "")}
            square={customer.kind === "company"}
          >
            <span className="num">
              {isMoney(customer.spend) ? formatMoney(customer.spend, language) : ""}
            </span>
          </Row>
        ))}
      </ul>
    </Section>
  );
}

function Latest() {
  const { t } = useTranslation();
  const { data } = useQuery(
    shortListQuery("customer", { sort: "-updated_at", limit: 8, fields: "name,kind,updated_at" }),
  );
  return (
    <Section title={t("home.changed")} action={<All object="customer" sort="-updated_at" />}>
      <ul>
        {(data?.items ?? []).map((customer) => (
          <Row
            key={customer.id}
            id={customer.id}
            name={String(customer.name ?? "")}
            square={customer.kind === "company"}
          >
            <span className="muted">
              <When value={customer.updated_at} />
            </span>
          </Row>
        ))}
      </ul>
    </Section>
  );
}

function Row({
  id,
  name,
  square,
  children,
}: {
  id: string;
  name: string;
  square: boolean;
  children: ReactNode;
}) {
  return (
    <li className={styles.row}>
      <Avatar id={id} name={name} square={square} />
      <Link to="/records/$object/$id" params={{ object: "customer", id }} className="clip">
        {name}
      </Link>
      <span className={styles.end}>{children}</span>
    </li>
  );
}

function All({ object, filter, sort }: { object: string; filter?: string; sort?: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/records/$object" params={{ object }} search={{ filter, sort }}>
      {t("action.showAll")}
    </Link>
  );
}

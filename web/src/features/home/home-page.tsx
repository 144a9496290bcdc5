import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { objectOf } from "../../api/definition";
import { countQuery, shortListQuery } from "../../api/records";
import { useMe, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
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
  return (
    <Customers title={t("home.best")} sort="-spend" shows="spend">
      {({ spend }) => <span className="num">{isMoney(spend) ? formatMoney(spend, language) : ""}</span>}
    </Customers>
  );
}

function Latest() {
  const { t } = useTranslation();
  return (
    <Customers title={t("home.changed")} sort="-updated_at" shows="updated_at">
      {(customer) => (
        <span className="muted">
          <When value={customer.updated_at} />
        </span>
      )}
    </Customers>
  );
}

interface CustomersProps {
  title: string;
  sort: string;
  /** The field that stands at the end of each row. */
  shows: string;
  children: (customer: RecordData) => ReactNode;
}

/** The customers that come first when sorted so. */
function Customers({ title, sort, shows, children }: CustomersProps) {
  const { data } = useQuery(shortListQuery("customer", { sort, limit: 8, fields: `name,kind,${shows}` }));
  return (
    <Section title={title} action={<All object="customer" sort={sort} />}>
      <ul>
        {(data?.items ?? []).map((customer) => (
          <li key={customer.id} className={styles.row}>
            <Avatar
              id={customer.id}
              name={String(customer.name ?? "")}
              square={customer.kind === "company"}
            />
            <Link to="/records/$object/$id" params={{ object: "customer", id: customer.id }} className="clip">
              {String(customer.name ?? "")}
            </Link>
            <span className={styles.end}>{children(customer)}</span>
          </li>
        ))}
      </ul>
    </Section>
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

import { CircleAlert, CircleCheckBig, ListTodo, UserPlus, Users } from "lucide-react";
import { objectOf } from "../../api/definition";
import { useMe, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Section } from "../records/page/section";
import { Figure } from "./figure";
import styles from "./home-page.module.css";

/** One's own figures; each leads to its list. */
export function Numbers() {
  const { t } = useTranslation();
  const meta = useMeta();
  const { user } = useMe();
  const figures = [
    { key: "customers", icon: Users, object: "customer", filter: `owner:${user.id}`, sort: "-updated_at" },
    {
      key: "gained",
      icon: UserPlus,
      object: "customer",
      filter: `owner:${user.id} created_at:this(month)`,
      sort: "-created_at",
    },
    {
      key: "open",
      icon: ListTodo,
      object: "task",
      filter: `assignee:${user.id} state:open`,
      sort: "due_at",
    },
    {
      key: "late",
      icon: CircleAlert,
      object: "task",
      filter: `assignee:${user.id} state:open due_at:last(10y)`,
      sort: "due_at",
    },
    {
      key: "done",
      icon: CircleCheckBig,
      object: "task",
      filter: `assignee:${user.id} done_at:this(week)`,
      sort: "-done_at",
    },
  ] as const;
  return (
    <Section title={t("home.card.numbers")}>
      <div className={styles.figures}>
        {figures.map(
          ({ key, ...figure }) =>
            objectOf(meta, figure.object) && <Figure key={key} name={t(`home.number.${key}`)} {...figure} />,
        )}
      </div>
    </Section>
  );
}

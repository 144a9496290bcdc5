import { useTranslation } from "../../app/i18n";
import styles from "./tasks.module.css";

/** How much of a checklist is done: a bar and "2/5". */
export function Progress({ items }: { items: { done: boolean }[] }) {
  const { t } = useTranslation();
  const done = items.filter((item) => item.done).length;
  return (
    <div className={styles.progress}>
      <progress value={done} max={items.length} aria-label={t("tasks.progress")} />
      <span className="num">
        {done}/{items.length}
      </span>
    </div>
  );
}

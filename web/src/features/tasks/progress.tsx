import { useTranslation } from "../../app/i18n";
import styles from "./tasks.module.css";

export interface Item {
  text: string;
  done: boolean;
}

/** The items of a checklist; what is stored, whatever it is. */
export function checklistOf(value: unknown): Item[] {
  return Array.isArray(value) ? value.filter((item): item is Item => typeof item?.text === "string") : [];
}

/** How much of a checklist is done: a bar and "2/5". */
export function Progress({ items }: { items: Item[] }) {
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

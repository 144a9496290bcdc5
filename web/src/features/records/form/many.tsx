import { Button } from "antd";
import { Plus, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "../../../app/i18n";
import styles from "./form.module.css";

interface Props {
  value?: unknown[] | null;
  onChange?: (value: unknown[]) => void;
  /** The input of one value. */
  one: (value: unknown, onChange: (value: unknown) => void, index: number) => ReactNode;
}

/** Several values of one field, one below the other. */
export function Many({ value, onChange, one }: Props) {
  const { t } = useTranslation();
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  const items = value?.length ? value : [null];
  while (keys.current.length < items.length) keys.current.push(next.current++);
  const set = (index: number, item: unknown) =>
    onChange?.(items.map((before, at) => (at === index ? item : before)));
  function remove(index: number) {
    keys.current.splice(index, 1);
    onChange?.(items.filter((_, at) => at !== index));
  }
  return (
    <div className={styles.many}>
      {items.map((item, index) => (
        <div key={keys.current[index]} className={styles.manyRow}>
          <div className={styles.manyInput}>{one(item, (changed) => set(index, changed), index)}</div>
          {(items.length > 1 || item !== null) && (
            <Button
              type="text"
              icon={<X size={15} />}
              aria-label={t("action.remove")}
              onClick={() => remove(index)}
            />
          )}
        </div>
      ))}
      <Button
        type="link"
        size="small"
        icon={<Plus size={14} />}
        className={styles.addOne}
        onClick={() => onChange?.([...items, null])}
      >
        {t("form.addOne")}
      </Button>
    </div>
  );
}

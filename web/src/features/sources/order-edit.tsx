import { Button, Select } from "antd";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslation } from "../../app/i18n";
import { moved, sourceName } from "./data";
import styles from "./sources.module.css";

interface Props {
  /** What the order is of, for screen readers. */
  of: string;
  order: string[];
  known: string[];
  onChange: (order: string[]) => void;
}

/** Sources in their order, the highest first. */
export function OrderEdit({ of, order, known, onChange }: Props) {
  const { t } = useTranslation();
  const more = known.filter((name) => !order.includes(name));
  return (
    <div>
      <ol className={styles.order}>
        {order.map((name, at) => (
          <li key={name} className={styles.source}>
            <span className={styles.name}>{sourceName(t, name)}</span>
            <Button
              type="text"
              size="small"
              icon={<ArrowUp size={14} />}
              disabled={at === 0}
              aria-label={t("sources.up", { name: sourceName(t, name) })}
              onClick={() => onChange(moved(order, at, -1))}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowDown size={14} />}
              disabled={at === order.length - 1}
              aria-label={t("sources.down", { name: sourceName(t, name) })}
              onClick={() => onChange(moved(order, at, 1))}
            />
            <Button
              type="text"
              size="small"
              icon={<X size={14} />}
              aria-label={t("sources.drop", { name: sourceName(t, name) })}
              onClick={() => onChange(order.filter((one) => one !== name))}
            />
          </li>
        ))}
      </ol>
      {more.length > 0 && (
        <Select
          size="small"
          className={styles.add}
          value={null}
          placeholder={t("sources.add")}
          aria-label={`${of}: ${t("sources.add")}`}
          options={more.map((value) => ({ value, label: sourceName(t, value) }))}
          onChange={(name: string | null) => name && onChange([...order, name])}
        />
      )}
    </div>
  );
}

import { Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { fieldOf } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import styles from "./rules.module.css";
import type { Rules } from "./rules-data";

const most = 12;

interface Props {
  object: ObjectDef;
  rules: Rules;
  /** Which sets: what two records must share to be compared, or what proves that they are the same. */
  part: "blocks" | "sure";
  onChange: (rules: Rules) => void;
}

/** Sets of fields in all of which two records agree. */
export function SetsPart({ object, rules, part, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const sets = rules[part];
  const put = (next: string[][]) => onChange({ ...rules, [part]: next });
  const options = rules.compare.map(({ field }) => {
    const def = fieldOf(object, field);
    return { value: field, label: def ? labels.field(def) : field };
  });
  const free = options.find(({ value }) => !sets.some((set) => set.length === 1 && set[0] === value));
  return (
    <section>
      <h2 className={styles.heading}>{t(`duplicates.${part}`)}</h2>
      <p className="muted">{t(`duplicates.${part}Text`)}</p>
      <ul className={styles.sets}>
        {sets.map((set, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sets are known by their place
          <li key={at} className={styles.set}>
            <Select
              className={styles.fields}
              mode="multiple"
              maxCount={3}
              value={set}
              options={options}
              aria-label={`${t(`duplicates.${part}`)} ${at + 1}`}
              status={set.length === 0 ? "error" : undefined}
              onChange={(next) => put(sets.map((old, i) => (i === at ? next : old)))}
            />
            <Button
              type="text"
              size="small"
              icon={<X size={15} />}
              aria-label={t("duplicates.dropSet", { number: at + 1 })}
              onClick={() => put(sets.filter((_, i) => i !== at))}
            />
          </li>
        ))}
      </ul>
      {sets.length < most && options[0] && (
        <Button
          size="small"
          icon={<Plus size={14} />}
          onClick={() => put([...sets, [(free ?? options[0])?.value ?? ""]])}
        >
          {t("duplicates.addSet")}
        </Button>
      )}
    </section>
  );
}

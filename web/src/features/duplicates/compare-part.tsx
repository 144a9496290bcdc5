import { Button, Select } from "antd";
import { X } from "lucide-react";
import { fieldOf } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import styles from "./rules.module.css";
import { comparable, type Rules, waysOf, without } from "./rules-data";

const weights = [0, 0.5, 1, 2, 3] as const;
const most = 8;

interface Props {
  object: ObjectDef;
  rules: Rules;
  onChange: (rules: Rules) => void;
}

/** Which fields tell that two records mean the same, how they are compared, and how much each counts. */
export function ComparePart({ object, rules, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const change = (field: string, values: Partial<Rules["compare"][number]>) =>
    onChange({
      ...rules,
      compare: rules.compare.map((one) => (one.field === field ? { ...one, ...values } : one)),
    });
  const more = comparable(object, rules);
  const label = (name: string) => {
    const field = fieldOf(object, name);
    return field ? labels.field(field) : name;
  };
  return (
    <section>
      <h2 className={styles.heading}>{t("duplicates.compared")}</h2>
      <p className="muted">{t("duplicates.comparedText")}</p>
      <Table
        dense
        head={
          <>
            <th>{t("merge.field")}</th>
            <th>{t("duplicates.how")}</th>
            <th>{t("duplicates.weight")}</th>
            <td />
          </>
        }
      >
        {rules.compare.map((one) => (
          <tr key={one.field}>
            <td>{label(one.field)}</td>
            <td>
              <Select
                className={styles.how}
                variant="filled"
                value={one.how}
                aria-label={`${t("duplicates.how")}: ${label(one.field)}`}
                options={waysOf(fieldOf(object, one.field)).map((value) => ({
                  value,
                  label: t(`duplicates.hows.${value}`),
                }))}
                onChange={(how) => change(one.field, { how })}
              />
            </td>
            <td>
              <Select
                className={styles.weight}
                variant="filled"
                value={one.weight ?? 1}
                aria-label={`${t("duplicates.weight")}: ${label(one.field)}`}
                options={[...new Set([...weights, one.weight ?? 1])].sort().map((value) => ({
                  value,
                  label: t("duplicates.times", { count: value }),
                }))}
                onChange={(weight) => change(one.field, { weight })}
              />
            </td>
            <td data-right="">
              <Button
                type="text"
                size="small"
                icon={<X size={15} />}
                disabled={rules.compare.length === 1}
                aria-label={t("duplicates.dropField", { name: label(one.field) })}
                onClick={() => onChange(without(rules, one.field))}
              />
            </td>
          </tr>
        ))}
      </Table>
      {more.length > 0 && rules.compare.length < most && (
        <Select
          className={styles.add}
          size="small"
          value={null}
          placeholder={t("duplicates.addField")}
          aria-label={t("duplicates.addField")}
          showSearch={{ optionFilterProp: "label" }}
          options={more.map((field) => ({ value: field.name, label: labels.field(field) }))}
          onChange={(field: string | null) => {
            const [how] = waysOf(fieldOf(object, field ?? ""));
            if (field && how) onChange({ ...rules, compare: [...rules.compare, { field, how, weight: 1 }] });
          }}
        />
      )}
    </section>
  );
}

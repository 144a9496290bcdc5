import { Button, Select } from "antd";
import { ArrowDown, ArrowUp, ArrowUpDown, ChevronUp, X } from "lucide-react";
import { isSortable, visibleFields } from "../../../api/definition";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Panel } from "../../../ui/panel";
import { useLabels } from "../field/labels";
import { readSort, type SortKey, writeSort } from "./sort";
import styles from "./toolbar.module.css";

interface Props {
  object: ObjectDef;
  /** As the address has it; absent: the object's own. */
  sort: string | undefined;
  onChange: (sort: string | undefined) => void;
}

/** By which fields a list is sorted, the first one first. */
export function SortPanel(props: Props) {
  const { t } = useTranslation();
  return (
    <Panel placement="bottomRight" title={t("list.sort")} content={<Keys {...props} />}>
      <Button data-hint={t("list.sort")} icon={<ArrowUpDown size={16} />} aria-label={t("list.sort")} />
    </Panel>
  );
}

function Keys({ object, sort, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const keys = readSort(sort ?? object.sort);
  const set = (next: SortKey[]) => onChange(writeSort(next));
  const nameOf = (name: string) => {
    const field = object.fields.find((one) => one.name === name);
    return field ? labels.field(field) : name;
  };
  const others = visibleFields(object).filter(
    (field) => isSortable(field) && !keys.some((key) => key.field === field.name),
  );
  return (
    <div className={`${styles.chooser} scroll`}>
      {keys.map((key, index) => {
        const name = nameOf(key.field);
        const turned = { ...key, descending: !key.descending };
        const Arrow = key.descending ? ArrowDown : ArrowUp;
        return (
          <div key={key.field} className={styles.choice}>
            <span className="clip">{name}</span>
            <span className={styles.moves}>
              <Button
                type="text"
                size="small"
                icon={<Arrow size={14} />}
                aria-label={`${name}: ${t(key.descending ? "list.descending" : "list.ascending")}`}
                onClick={() => set(keys.map((one) => (one === key ? turned : one)))}
              >
                {t(key.descending ? "list.descending" : "list.ascending")}
              </Button>
              <Button
                type="text"
                size="small"
                icon={<ChevronUp size={14} />}
                disabled={index === 0}
                aria-label={`${name}: ${t("action.up")}`}
                onClick={() => {
                  const rest = keys.filter((one) => one !== key);
                  set([...rest.slice(0, index - 1), key, ...rest.slice(index - 1)]);
                }}
              />
              <Button
                type="text"
                size="small"
                icon={<X size={14} />}
                aria-label={`${name}: ${t("action.remove")}`}
                onClick={() => set(keys.filter((one) => one !== key))}
              />
            </span>
          </div>
        );
      })}
      <Select
        value={null}
        placeholder={t("list.addSort")}
        aria-label={t("list.addSort")}
        showSearch={{ optionFilterProp: "label" }}
        options={others.map((field) => ({ value: field.name, label: labels.field(field) }))}
        onChange={(field: string | null) => field && set([...keys, { field, descending: false }])}
      />
    </div>
  );
}

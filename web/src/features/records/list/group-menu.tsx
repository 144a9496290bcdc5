import { Button, Checkbox, Select } from "antd";
import { Rows3 } from "lucide-react";
import { visibleFields } from "../../../api/definition";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import type { ListSearch } from "../../../routes/search";
import { Panel } from "../../../ui/panel";
import { useLabels } from "../field/labels";
import { isGroupable } from "./summary";
import styles from "./toolbar.module.css";

interface Props {
  object: ObjectDef;
  search: ListSearch;
  change: (part: Partial<ListSearch>) => void;
}

/** By which field a list is grouped, and whether it has totals. */
export function GroupMenu({ object, search, change }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const fields = visibleFields(object).filter((field) => isGroupable(field) && field.name !== object.title);
  const options = fields.map((field) => ({ value: field.name, label: labels.field(field) }));
  const content = (
    <div className={styles.groupMenu}>
      <Select
        value={search.group}
        options={options}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        placeholder={t("list.groupBy")}
        aria-label={t("list.groupBy")}
        onChange={(group?: string) => change({ group: group || undefined })}
      />
      <Checkbox
        checked={search.totals === "1"}
        onChange={(event) => change({ totals: event.target.checked ? "1" : undefined })}
      >
        {t("list.totals")}
      </Checkbox>
    </div>
  );
  const on = Boolean(search.group || search.totals);
  return (
    <Panel placement="bottomRight" content={content}>
      <Button
        data-hint={t("list.group")}
        icon={<Rows3 size={16} />}
        aria-label={t("list.group")}
        color={on ? "primary" : "default"}
        variant="outlined"
      />
    </Panel>
  );
}

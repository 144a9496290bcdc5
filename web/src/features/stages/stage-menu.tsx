import { ChevronDown } from "lucide-react";
import { useCan } from "../../api/session";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { DropMenu } from "../../ui/drop-menu";
import { whyClosed } from "../records/field/closed";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { mayEnter } from "./data";
import styles from "./stages.module.css";
import { useEnter } from "./use-enter";

interface Props {
  object: ObjectDef;
  record: RecordData;
  field: FieldDef;
}

/** The stage of a record, moved where it is read. */
export function StageMenu({ object, record, field }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const mayUpdate = useCan()("record.update", object.name);
  const { enter, dialog } = useEnter(object, field);
  const value = record[field.name];
  const tag = <FieldValue field={field} value={value} />;
  if (whyClosed(object, field, { mayUpdate, deleted: Boolean(record.deleted_at) })) return tag;
  const items = (field.options ?? [])
    .filter((option) => !option.hidden || option.value === value)
    .map((option) => ({
      key: option.value,
      label: labels.option(option),
      disabled: option.value !== value && !mayEnter(field, value, option.value),
    }));
  return (
    <>
      <DropMenu
        menu={{ items, selectedKeys: [String(value ?? "")], onClick: ({ key }) => enter(record, key) }}
      >
        <button
          type="button"
          className={`plain ${styles.menu}`}
          title={t("record.edit", { name: labels.field(field) })}
        >
          {tag}
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      </DropMenu>
      {dialog}
    </>
  );
}

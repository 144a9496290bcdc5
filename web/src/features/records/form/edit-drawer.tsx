import { Form } from "antd";
import { useState } from "react";
import { Problem } from "../../../api/client";
import { isWritable } from "../../../api/definition";
import type { ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { FormDrawer } from "../../../ui/form-drawer";
import { useLabels } from "../field/labels";
import { useSave } from "../page/use-save";
import { RecordForm, showErrors } from "./record-form";

interface Props {
  object: ObjectDef;
  record: RecordData;
  onClose: () => void;
}

/** Fields whose value is another one than before; what was emptied becomes null. */
function changed(
  object: ObjectDef,
  record: RecordData,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of object.fields) {
    if (!(field.name in values) || !(isWritable(field) || field.name === "owner")) continue;
    const value = values[field.name];
    const after = Array.isArray(value)
      ? value.filter((one) => one !== null && one !== "")
      : value === undefined || value === ""
        ? null
        : value;
    const before = record[field.name] ?? (Array.isArray(after) ? [] : null);
    if (JSON.stringify(after) !== JSON.stringify(before)) out[field.name] = after;
  }
  return out;
}

/** All fields of a record in one form, saved together. */
export function EditDrawer({ object, record, onClose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [form] = Form.useForm();
  const [seen] = useState(record);
  const { save, saving } = useSave(object);
  async function submit(values: Record<string, unknown>) {
    const change = changed(object, seen, values);
    if (Object.keys(change).length === 0) return onClose();
    const outcome = await save(change, seen);
    if (outcome.saved) onClose();
    else showErrors(form, object, new Problem(422, { errors: outcome.errors }));
  }
  return (
    <FormDrawer
      title={t("record.edit", { name: labels.object(object) })}
      width={620}
      save={t("action.save")}
      saving={saving}
      onSave={form.submit}
      onClose={onClose}
    >
      <RecordForm object={object} form={form} initial={seen} onSubmit={submit} />
    </FormDrawer>
  );
}

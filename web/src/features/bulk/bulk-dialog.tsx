import { useQueryClient } from "@tanstack/react-query";
import { Form, Segmented, Select } from "antd";
import { factsOf, fieldOf, isEmpty, isWritable } from "../../api/definition";
import type { FieldDef, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useLabels, useNames } from "../records/field/labels";
import { FieldInput } from "../records/form/field-input";
import { beginEdit, type Edit, type Target } from "./data";
import { useRecords } from "./result";

type How = "set" | "add" | "remove" | "empty";

interface Values {
  field: string;
  how: How;
  value: unknown;
}

/** Fields that a change of many records may set. */
function bulkFields(object: ObjectDef): FieldDef[] {
  return factsOf(object).filter((field) => isWritable(field) && !field.unique);
}

function editOf({ field, how, value }: Values): Edit {
  if (how === "empty") return { set: { [field]: null } };
  return { [how]: { [field]: value } };
}

interface Props {
  object: ObjectDef;
  target: Target;
  /** The field is settled: whom to assign to, which tags. */
  preset?: { field: string; title: string };
  /** It has begun. */
  onBegun: () => void;
  onClose: () => void;
}

/** One field of many records: set, emptied, or values added to its list or taken out. */
export default function BulkDialog({ object, target, preset, onBegun, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = useLabels();
  const names = useNames();
  const records = useRecords(object.name)(target.count.count, target.count.exact);
  const [form] = Form.useForm<Values>();
  const name = Form.useWatch("field", form) ?? preset?.field;
  const field = name ? fieldOf(object, name) : undefined;
  const ways: How[] = field?.multi ? ["add", "remove", "set"] : ["set"];
  if (field && !field.required && field.type !== "boolean") ways.push("empty");
  const chosen = Form.useWatch("how", form);
  const how = chosen && ways.includes(chosen) ? chosen : (ways[0] ?? "set");
  const value = Form.useWatch("value", form);
  const options = bulkFields(object).map((one) => ({ value: one.name, label: labels.field(one) }));
  const blank = (next: FieldDef | undefined) => (next?.type === "boolean" ? false : null);
  return (
    <FormDialog<Values>
      title={preset?.title ?? t("bulk.edit")}
      save={t(`bulk.go.${how}`, { records })}
      idle={!field || (how !== "empty" && isEmpty(value))}
      form={form}
      initial={{ field: preset?.field, value: blank(field) }}
      submit={async (values) => {
        await beginEdit(client, object.name, target, editOf({ ...values, field: name ?? "", how }));
        onBegun();
      }}
      nameOf={(refused) => names.field(object.name, refused)}
      onClose={onClose}
    >
      <Form.Item name="field" label={t("bulk.field")} hidden={Boolean(preset)}>
        <Select
          options={options}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("bulk.choose")}
          onChange={(next: string) => form.setFieldsValue({ value: blank(fieldOf(object, next)) })}
        />
      </Form.Item>
      {ways.length > 1 && (
        <Form.Item label={t("bulk.what")}>
          <Segmented<How>
            value={how}
            options={ways.map((way) => ({ value: way, label: t(`bulk.how.${way}`) }))}
            onChange={(next) => form.setFieldsValue({ how: next })}
          />
        </Form.Item>
      )}
      <Form.Item name="how" hidden>
        <input type="hidden" />
      </Form.Item>
      {field && how !== "empty" && (
        <Form.Item key={field.name} name="value" label={labels.field(field)}>
          <FieldInput field={field} label={labels.field(field)} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

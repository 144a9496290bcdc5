import { Form, Select } from "antd";
import { isNumeric, objectOf, scaleOf, valueType, visibleFields } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { FieldDef, ObjectDef, ResultType } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { relatedOf } from "../records/page/related";

const functions = ["count", "sum", "min", "max"] as const;
export type RollUpFunction = (typeof functions)[number];

/** What a roll-up over a field yields. */
export function resultOf(field: FieldDef | undefined): ResultType {
  if (!field) return "integer";
  const type = valueType(field);
  return type === "decimal" ? { decimal: scaleOf(field) } : (type as ResultType);
}

/** Fields that a function can gather. */
function gathered(object: ObjectDef | undefined, fn: RollUpFunction): FieldDef[] {
  return (object ? visibleFields(object) : []).filter(
    (field) =>
      !field.multi && (isNumeric(field) || (fn !== "sum" && ["date", "datetime"].includes(valueType(field)))),
  );
}

/** Of which records a value is gathered, and how: settings of a roll-up. */
export function RollUpSettings({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const form = Form.useFormInstance();
  const from: string | undefined = Form.useWatch("from", form);
  const fn: RollUpFunction = Form.useWatch("function", form) ?? "count";
  const sources = relatedOf(meta, object.name).map(({ object: one, via }) => ({
    value: `${one.name}.${via.name}`,
    label: `${labels.plural(one)} (${labels.field(via)})`,
  }));
  const fields = gathered(objectOf(meta, from?.split(".")[0] ?? ""), fn);
  const needed = [{ required: true, message: t("form.requiredShort") }];
  return (
    <>
      <Form.Item name="from" label={t("studio.rollUpFrom")} rules={needed}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={sources}
          notFoundContent={t("studio.rollUpNone")}
        />
      </Form.Item>
      <Form.Item name="function" label={t("studio.rollUpFunction")} initialValue="count">
        <Select options={functions.map((value) => ({ value, label: t(`studio.functions.${value}`) }))} />
      </Form.Item>
      {fn !== "count" && (
        <Form.Item name="of" label={t("studio.rollUpOf")} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={fields.map((field) => ({ value: field.name, label: labels.field(field) }))}
          />
        </Form.Item>
      )}
    </>
  );
}

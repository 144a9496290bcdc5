import { Form, Select } from "antd";
import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { FieldDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";

/** The purposes that everything else is a kind of; the others are those that customers agree to. */
const wide = ["service", "marketing"] as const;

/** What the values of a personal field are used for, for a form. */
export function Purposes({ field }: { field: FieldDef }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  // of a built-in field it has no input
  const sensitivity = Form.useWatch("sensitivity", Form.useFormInstance()) ?? field.sensitivity;
  if (!sensitivity || sensitivity === "none") return null;
  const consent = objectOf(meta, "consent");
  const agreed = ((consent && fieldOf(consent, "purpose")?.options) ?? []).filter((one) => !one.hidden);
  const used = meta.objects.flatMap((object) => object.fields.flatMap((one) => one.purposes ?? []));
  const known = new Map<string, string>(agreed.map((one) => [one.value, labels.option(one)]));
  for (const value of [...used, ...(field.purposes ?? [])]) if (!known.has(value)) known.set(value, value);
  for (const value of wide) known.set(value, t(`studio.purposeWide.${value}`));
  const name = t("studio.purposes");
  return (
    <Form.Item
      name="purposes"
      label={name}
      extra={t("studio.purposesHelp")}
      rules={[{ required: true, type: "array", min: 1, message: t("form.required", { name }) }]}
    >
      <Select
        mode="multiple"
        options={[...known].map(([value, label]) => ({ value, label }))}
        showSearch={{ optionFilterProp: "label" }}
      />
    </Form.Item>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Form, Input } from "antd";
import { post } from "../../api/client";
import { metaQuery } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { DepartmentSelect } from "./department-select";
import { nameFrom } from "./names";
import { TechnicalName } from "./technical-name";

interface Values {
  one: string;
  many: string;
  name?: string;
  department: string;
}

/** Declares a kind of record of the company's own; it has a name to begin with, other fields are added after. */
export function NewObject({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const one = Form.useWatch("one", form) ?? "";

  async function create(values: Values) {
    const name = values.name || nameFrom(values.one, "object");
    const title = {
      name: "x_name",
      type: "text",
      required: true,
      labels: { en: "Name", "zh-CN": "名称", "zh-TW": "名稱" },
    };
    await post("/objects", {
      name,
      labels: { [i18n.language]: values.one },
      plural: { [i18n.language]: values.many || values.one },
      department: values.department,
      title: "x_name",
      list: ["x_name", "created_at"],
      fields: [title],
    });
    await client.invalidateQueries({ queryKey: metaQuery.queryKey });
    await navigate({ to: "/studio/objects/$object", params: { object: name } });
  }
  return (
    <FormDialog<Values>
      title={t("studio.newObject")}
      save={t("studio.createObject")}
      form={form}
      initial={{ department: "sales" }}
      submit={create}
      onClose={onClose}
    >
      <Form.Item
        name="one"
        label={t("studio.one")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input autoFocus placeholder={t("studio.onePlaceholder")} />
      </Form.Item>
      <Form.Item name="many" label={t("studio.many")}>
        <Input placeholder={t("studio.manyPlaceholder")} />
      </Form.Item>
      <Form.Item name="department" label={t("studio.department")}>
        <DepartmentSelect />
      </Form.Item>
      <TechnicalName made={nameFrom(one, "object")} />
    </FormDialog>
  );
}

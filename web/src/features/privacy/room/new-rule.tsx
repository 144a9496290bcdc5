import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { post } from "../../../api/client";
import { objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import { useTranslation } from "../../../app/i18n";
import { FormDialog } from "../../../ui/form-dialog";
import { useLabels } from "../../records/field/labels";
import { FilterBar } from "../../records/filter/filter-bar";
import { dates, possible, type Rule, retentionKey, ruled } from "./retention-data";

type Values = Pick<Rule, "name" | "object" | "field" | "days" | "action">;

/** A new rule: which records, how old, what becomes of them. */
export function NewRule({ onClose, onMade }: { onClose: () => void; onMade: (rule: Rule) => void }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [filter, setFilter] = useState("");
  const object = objectOf(meta, Form.useWatch("object", form) ?? "customer");
  const purge = Form.useWatch("action", form) === "purge";
  async function submit(values: Values) {
    const made = await post<Rule>("/privacy/retention", { ...values, filter });
    onMade(made);
    await client.invalidateQueries({ queryKey: retentionKey });
  }
  function chosen(part: Partial<Values>) {
    if (!part.object) return;
    setFilter("");
    form.setFieldsValue({ field: "created_at", action: "delete" });
  }
  return (
    <FormDialog<Values>
      title={t("retention.add")}
      save={t("desk.save")}
      width={640}
      form={form}
      initial={{ object: "customer", field: "created_at", days: 365, action: "delete" }}
      submit={submit}
      nameOf={(field) => (field === "filter" ? t("retention.filter") : field)}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("retention.name")} rules={[{ required: true, message: "" }]}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="object" label={t("retention.what")}>
        <Select
          options={ruled(meta.objects).map((one) => ({ value: one.name, label: labels.plural(one) }))}
          onChange={(value: string) => chosen({ object: value })}
        />
      </Form.Item>
      {object && (
        <Form.Item label={t("retention.filter")}>
          <FilterBar object={object} filter={filter} onChange={setFilter} />
        </Form.Item>
      )}
      <Form.Item name="action" label={t("retention.after")}>
        <Select
          options={possible(object?.name).map((value) => ({ value, label: t(`retention.actions.${value}`) }))}
        />
      </Form.Item>
      {!purge && (
        <Form.Item name="field" label={t("retention.field")}>
          <Select options={dates(object).map((one) => ({ value: one.name, label: labels.field(one) }))} />
        </Form.Item>
      )}
      <Form.Item name="days" label={t(purge ? "retention.daysInBin" : "retention.days")}>
        <InputNumber min={1} max={36_500} precision={0} />
      </Form.Item>
    </FormDialog>
  );
}

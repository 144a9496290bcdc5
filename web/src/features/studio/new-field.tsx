import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, post } from "../../api/client";
import { metaQuery, useMeta } from "../../api/session";
import type { FieldType, ObjectDef } from "../../api/types";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice } from "../../ui/notices";
import { refusalText } from "../../ui/refusal";
import { useLabels } from "../records/field/labels";
import { nameFrom } from "./names";
import styles from "./studio.module.css";
import { TechnicalName } from "./technical-name";

const types: FieldType[] = [
  "text",
  "long_text",
  "integer",
  "decimal",
  "money",
  "boolean",
  "date",
  "datetime",
  "select",
  "email",
  "phone",
  "url",
  "address",
  "geo_point",
  "reference",
  "user",
  "file",
  "json",
  "formula",
];
const results = ["text", "integer", "boolean", "money", "date", "datetime"] as const;
const colors = ["teal", "green", "amber", "red", "blue", "purple", "grey"] as const;

interface Values {
  label: string;
  name?: string;
  type: FieldType;
  required?: boolean;
  unique?: boolean;
  multi?: boolean;
  indexed?: boolean;
  scale?: number;
  target?: string;
  expr?: string;
  result?: (typeof results)[number];
  options?: { label?: string; color?: string }[];
}

/** The declaration as the server takes it. */
function definition(values: Values, language: string): Record<string, unknown> {
  const { label, type } = values;
  const out: Record<string, unknown> = {
    name: values.name || nameFrom(label, "field"),
    type,
    labels: { [language]: label },
    required: values.required ?? false,
    unique: values.unique ?? false,
    multi: values.multi ?? false,
    indexed: values.indexed ?? false,
  };
  if (type === "decimal") out.scale = values.scale ?? 2;
  if (type === "reference") out.object = values.target;
  if (type === "formula") {
    out.expr = values.expr;
    out.result = values.result ?? "text";
  }
  if (type === "select") {
    out.options = (values.options ?? []).flatMap((option, index) =>
      option?.label
        ? {
            value: nameFrom(option.label, `option_${index + 1}`).slice(2),
            labels: { [language]: option.label },
            color: option.color ?? colors[index % colors.length],
          }
        : [],
    );
  }
  return out;
}

/** Adds a field to a kind of record; a column of its own, there at once. */
export function NewField({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const type = Form.useWatch("type", form) ?? "text";
  const label = Form.useWatch("label", form) ?? "";
  const flags = ["formula", "json", "file", "geo_point", "address"].includes(type)
    ? (["required"] as const)
    : (["required", "unique", "multi", "indexed"] as const);

  async function create(values: Values) {
    setBusy(true);
    try {
      await post(`/objects/${object.name}/fields`, definition(values, i18n.language));
      await client.invalidateQueries({ queryKey: metaQuery.queryKey });
      await client.invalidateQueries({ queryKey: ["records", object.name] });
      onClose();
    } catch (error) {
      setBusy(false);
      const errors = error instanceof Problem ? error.errors : [];
      const known = ["label", "name", "type", "expr", "options"];
      const here = errors.filter((each) => known.includes(each.field));
      for (const each of here)
        form.setFields([{ name: each.field as keyof Values, errors: [refusalText(each)] }]);
      if (here.length === 0) fail(t("studio.newField"), error);
    }
  }
  return (
    <FormDrawer
      title={t("studio.newField")}
      width={460}
      save={t("studio.addField")}
      saving={busy}
      onSave={form.submit}
      onClose={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        onFinish={create}
        initialValues={{ type: "text", options: [{}, {}] }}
      >
        <Form.Item
          name="label"
          label={t("studio.label")}
          rules={[{ required: true, message: t("form.requiredShort") }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="type" label={t("studio.type")}>
          <Select options={types.map((value) => ({ value, label: t(`studio.types.${value}`) }))} />
        </Form.Item>
        <TypeSettings type={type} />
        {type !== "formula" && (
          <div className={styles.flags}>
            {flags.map((flag) => (
              <Form.Item key={flag} name={flag} valuePropName="checked" noStyle>
                <Checkbox>{t(`studio.${flag}`)}</Checkbox>
              </Form.Item>
            ))}
          </div>
        )}
        <TechnicalName made={nameFrom(label, "field")} />
      </Form>
    </FormDrawer>
  );
}

function TypeSettings({ type }: { type: FieldType }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  if (type === "decimal") {
    return (
      <Form.Item name="scale" label={t("studio.scale")} initialValue={2}>
        <InputNumber min={0} max={9} />
      </Form.Item>
    );
  }
  if (type === "reference") {
    const options = meta.objects.map((object) => ({ value: object.name, label: labels.object(object) }));
    return (
      <Form.Item
        name="target"
        label={t("studio.target")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Select options={options} showSearch={{ optionFilterProp: "label" }} />
      </Form.Item>
    );
  }
  if (type === "formula") {
    return (
      <>
        <Form.Item
          name="expr"
          label={t("studio.expr")}
          extra={t("studio.exprHelp")}
          rules={[{ required: true, message: t("form.requiredShort") }]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} spellCheck={false} />
        </Form.Item>
        <Form.Item name="result" label={t("studio.result")} initialValue="text">
          <Select options={results.map((value) => ({ value, label: t(`studio.types.${value}`) }))} />
        </Form.Item>
      </>
    );
  }
  return type === "select" ? <Options /> : null;
}

function Options() {
  const { t } = useTranslation();
  return (
    <Form.Item label={t("studio.options")} required>
      <Form.List name="options">
        {(rows, { add, remove }) => (
          <div className={styles.optionRows}>
            {rows.map(({ key, name }) => (
              <div key={key} className={styles.optionRow}>
                <Form.Item name={[name, "label"]} noStyle>
                  <Input
                    aria-label={t("studio.option", { number: name + 1 })}
                    placeholder={t("studio.option", { number: name + 1 })}
                  />
                </Form.Item>
                <Form.Item name={[name, "color"]} noStyle initialValue={colors[name % colors.length]}>
                  <Select
                    className={styles.color}
                    aria-label={t("studio.color")}
                    options={colors.map((value) => ({ value, label: <Tag color={value} /> }))}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<X size={15} />}
                  aria-label={t("action.remove")}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button type="link" size="small" icon={<Plus size={14} />} onClick={() => add({})}>
              {t("form.addOne")}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Tag({ color }: { color: (typeof colors)[number] }) {
  const { t } = useTranslation();
  return <span>{t(`studio.colors.${color}`)}</span>;
}

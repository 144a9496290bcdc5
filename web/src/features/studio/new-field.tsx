import { useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { metaQuery, useMeta } from "../../api/session";
import type { FieldType, LanguageCode, Meta, ObjectDef, SelectOption } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice } from "../../ui/notices";
import { refusalText } from "../../ui/refusal";
import { useLabels } from "../records/field/labels";
import { placed, storedOptions } from "./definition";
import { computingQuery } from "./formula/data";
import { FormulaSettings } from "./formula/formula-settings";
import { nameFrom } from "./names";
import { OptionRows } from "./option-rows";
import { type RollUpFunction, RollUpSettings, resultOf } from "./roll-up-settings";
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
  "roll_up",
  "auto_number",
];
const results = ["text", "integer", "boolean", "money", "date", "datetime"] as const;

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
  options?: Partial<SelectOption>[];
  /** Object and reference that a roll-up gathers by. */
  from?: string;
  function?: RollUpFunction;
  of?: string;
  prefix?: string;
  digits?: number;
}

/** The declaration as the server takes it. */
function definition(values: Values, language: string, meta: Meta): Record<string, unknown> {
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
  if (type === "select") out.options = storedOptions(values.options ?? [], language);
  if (type === "auto_number") {
    out.prefix = values.prefix ?? "";
    out.digits = values.digits ?? 6;
  }
  if (type === "roll_up") {
    const [object = "", via] = values.from?.split(".") ?? [];
    const source = objectOf(meta, object);
    const of = source && fieldOf(source, values.of ?? "");
    Object.assign(out, {
      object,
      via,
      function: values.function,
      of: of?.name ?? "",
      result: resultOf(of),
    });
  }
  return out;
}

/** Adds a field to a kind of record; a column of its own, there at once. */
export function NewField({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const meta = useMeta();
  const fail = useFailureNotice();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const type = Form.useWatch("type", form) ?? "text";
  const label = Form.useWatch("label", form) ?? "";
  const flags = ["json", "file", "geo_point", "address"].includes(type)
    ? (["required"] as const)
    : (["required", "unique", "multi", "indexed"] as const);
  const computed = ["formula", "roll_up", "auto_number"].includes(type);

  async function create(values: Values) {
    setBusy(true);
    try {
      await post(`/objects/${object.name}/fields`, definition(values, i18n.language, meta));
      await client.invalidateQueries({ queryKey: metaQuery.queryKey });
      await client.invalidateQueries({ queryKey: ["records", object.name] });
      await client.invalidateQueries({ queryKey: computingQuery(object.name).queryKey });
      onClose();
    } catch (error) {
      setBusy(false);
      const errors = error instanceof Problem ? error.errors.map(placed) : [];
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
      width={type === "formula" ? 640 : 460}
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
        <TypeSettings type={type} object={object} />
        {!computed && (
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

function TypeSettings({ type, object }: { type: FieldType; object: ObjectDef }) {
  const { t, i18n } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const result: (typeof results)[number] = Form.useWatch("result", Form.useFormInstance()) ?? "text";
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
        <Form.Item name="result" label={t("studio.result")} initialValue="text">
          <Select options={results.map((value) => ({ value, label: t(`studio.types.${value}`) }))} />
        </Form.Item>
        <FormulaSettings object={object} result={result} />
      </>
    );
  }
  if (type === "roll_up") return <RollUpSettings object={object} />;
  if (type === "auto_number") {
    return (
      <>
        <Form.Item name="prefix" label={t("studio.prefix")}>
          <Input maxLength={20} placeholder="KD-" />
        </Form.Item>
        <Form.Item name="digits" label={t("studio.digits")} extra={t("studio.digitsHelp")} initialValue={6}>
          <InputNumber min={1} max={18} />
        </Form.Item>
      </>
    );
  }
  return type === "select" ? <OptionRows language={i18n.language as LanguageCode} /> : null;
}

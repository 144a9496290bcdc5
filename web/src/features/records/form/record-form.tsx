import { Form, type FormInstance } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../api/client";
import { isWritable } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { refusalText } from "../../../ui/refusal";
import { useLabels } from "../field/labels";
import { useOwnRules } from "../rules/own-rules";
import { FieldInput } from "./field-input";
import styles from "./form.module.css";

interface Props {
  object: ObjectDef;
  form: FormInstance;
  initial: Record<string, unknown>;
  onChange?: (values: Record<string, unknown>) => void;
  onSubmit: (values: Record<string, unknown>) => void;
}

const wide = new Set(["long_text", "address", "json"]);

/** The fields that a person fills in, by sections in the order of the definition. */
export function sectionsOf(fields: FieldDef[]): [string, FieldDef[]][] {
  const sections = new Map<string, FieldDef[]>();
  for (const field of fields) {
    const name = field.section ?? "";
    const list = sections.get(name);
    if (list) list.push(field);
    else sections.set(name, [field]);
  }
  return [...sections];
}

/** Puts what the server refused beside the fields it is about; says whether all of it found a place. */
export function showErrors(form: FormInstance, object: ObjectDef, error: unknown): boolean {
  if (!(error instanceof Problem) || error.errors.length === 0) return false;
  const byField = new Map<string, string[]>();
  for (const one of error.errors) {
    const name = one.field.split(/[.[]/)[0] ?? "";
    byField.set(name, [...(byField.get(name) ?? []), refusalText(one)]);
  }
  form.setFields([...byField].map(([name, errors]) => ({ name, errors })));
  const first = [...byField.keys()].find((name) => object.fields.some((field) => field.name === name));
  if (first) form.scrollToField(first, { block: "center" });
  return [...byField.keys()].every((name) =>
    object.fields.some((field) => field.name === name && isWritable(field)),
  );
}

export function RecordForm({ object, form, initial, onChange, onSubmit }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const ownRules = useOwnRules(object);
  const sections = useMemo(() => {
    const fields = object.fields.filter(
      (field) => isWritable(field) || (field.name === "owner" && !field.hidden),
    );
    return sectionsOf(fields.filter((field) => field.section !== "system")).concat(
      sectionsOf(fields.filter((field) => field.section === "system")),
    );
  }, [object]);
  const first = sections[0]?.[1][0]?.name;
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      onValuesChange={(_, values) => onChange?.(values)}
      onFinish={onSubmit}
      scrollToFirstError={{ block: "center" }}
    >
      {sections.map(([section, fields]) => (
        <section key={section} className={styles.section}>
          {sections.length > 1 && section && (
            <h3>{section === "system" ? t("section.responsible") : labels.section(section)}</h3>
          )}
          <div className={styles.fields}>
            {fields.map((field) => {
              const name = labels.field(field);
              const own = ownRules(field);
              const needed = field.required
                ? [{ required: true, message: t("form.required", { name }) }]
                : [];
              return (
                <Form.Item
                  key={field.name}
                  name={field.name}
                  label={name}
                  extra={labels.help(field) || undefined}
                  className={wide.has(field.type) ? styles.wide : undefined}
                  dependencies={own.dependencies}
                  rules={[...needed, ...own.rules]}
                >
                  <FieldInput field={field} autoFocus={field.name === first} />
                </Form.Item>
              );
            })}
          </div>
        </section>
      ))}
    </Form>
  );
}

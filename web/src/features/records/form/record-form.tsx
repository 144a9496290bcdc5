import { Form, type FormInstance } from "antd";
import { useMemo, useState } from "react";
import { Problem } from "../../../api/client";
import { isWritable } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { refusalText } from "../../../ui/refusal";
import { columnsOf, notShown, sectionsOf } from "../arrangement/shown";
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

/** What stays out of sight of a form: fields that are not shown for these values. One that is needed or refused is always shown,
 *  so that nothing is missed unseen. */
function useUnshown({ object, form, initial }: Pick<Props, "object" | "form" | "initial">) {
  const [refused, setRefused] = useState<string[]>([]);
  const of = (values: Record<string, unknown>) => {
    const out = notShown(object, { ...initial, ...values });
    const unneeded = object.fields.filter((field) => out.has(field.name) && !field.required);
    return unneeded.map((field) => field.name).join();
  };
  const names = Form.useWatch((values) => of(values ?? {}), { form, preserve: true }) ?? of({});
  const hidden = new Set(names.split(",").filter((name) => name && !refused.includes(name)));
  return {
    hidden,
    onFieldsChange: (changes: { name: (string | number)[]; errors?: string[] }[]) => {
      const wrong = changes.flatMap(({ name, errors }) => (errors?.length ? String(name[0]) : []));
      if (wrong.some((name) => hidden.has(name))) setRefused((before) => [...before, ...wrong]);
    },
    /** What is not shown is not changed. */
    kept: (values: Record<string, unknown>) => ({
      ...values,
      ...Object.fromEntries([...hidden].map((name) => [name, initial[name]])),
    }),
  };
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
  const { hidden, onFieldsChange, kept } = useUnshown({ object, form, initial });
  const inSight = (fields: FieldDef[]) => fields.some((field) => !hidden.has(field.name));
  const first = sections.flatMap(([, fields]) => fields).find((field) => !hidden.has(field.name))?.name;
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      onValuesChange={(_, values) => onChange?.(values)}
      onFieldsChange={(changes) => onFieldsChange(changes as Parameters<typeof onFieldsChange>[0])}
      onFinish={(values) => onSubmit(kept(values))}
      scrollToFirstError={{ block: "center" }}
    >
      {sections.map(([section, fields]) => (
        <section key={section} className={styles.section} hidden={!inSight(fields)}>
          {sections.length > 1 && (section || object.arrangement) && (
            <h3>{section === "system" ? t("section.responsible") : labels.section(object, section)}</h3>
          )}
          <div className={styles.fields} data-columns={columnsOf(object, section)}>
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
                  hidden={hidden.has(field.name)}
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

import { useQuery } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Radio } from "antd";
import { useState } from "react";
import { Problem } from "../../api/client";
import { isComputed } from "../../api/definition";
import { countQuery } from "../../api/records";
import type { FieldDef, LanguageCode, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { FormDrawer } from "../../ui/form-drawer";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { refusalText } from "../../ui/refusal";
import { useLabels } from "../records/field/labels";
import { write } from "../records/filter/syntax";
import { FieldInput } from "../records/form/field-input";
import { StageRows } from "../stages/stage-rows";
import {
  changed,
  type FieldValues,
  fieldValues,
  type OptionRow,
  placed,
  storedOptions,
  storedStages,
} from "./definition";
import { FormulaSettings } from "./formula/formula-settings";
import { LanguageChoice, Words } from "./in-language";
import { OptionRows } from "./option-rows";
import { Purposes } from "./purposes";
import { useDefinition } from "./use-definition";

interface Props {
  object: ObjectDef;
  field: FieldDef;
  onClose: () => void;
}

/** What the form holds: each option with what it is as a stage. */
type Entered = Omit<FieldValues, "options" | "stages"> & { options: OptionRow[]; staged: boolean };

/** Changes a field: what it is called, its help, its options, and its rules. */
export function FieldDrawer({ object, field, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const labels = useLabels();
  const change = useDefinition(object);
  const fail = useFailureNotice();
  const [form] = Form.useForm<Entered>();
  const [language, setLanguage] = useState(i18n.language as LanguageCode);
  const [busy, setBusy] = useState(false);
  const before = fieldValues(field);
  const { stages, ...plain } = before;
  const initial: Entered = {
    ...plain,
    options: before.options.map((option, at) => ({ ...option, stage: stages[at] })),
    staged: stages.length > 0,
  };
  const name = labels.field(field);
  const computed = isComputed(field);
  const formula = field.type === "formula" && field.name.startsWith("x_");

  async function save() {
    const { staged, ...all }: Entered = form.getFieldsValue(true);
    const patch = changed<FieldValues>(before, {
      ...all,
      options: storedOptions(all.options, language),
      stages: staged ? storedStages(all.options, language) : [],
      default: all.default ?? null,
    });
    if (!patch) return onClose();
    setBusy(true);
    try {
      await change.field(field, patch);
      onClose();
    } catch (error) {
      setBusy(false);
      const errors = error instanceof Problem ? error.errors.map(placed) : [];
      const here = errors.filter((one) => one.field in before);
      for (const { field, ...one } of here)
        form.setFields([
          { name: field === "stages" ? "staged" : (field as keyof Entered), errors: [refusalText(one)] },
        ]);
      if (here.length === 0) fail(t("studio.editField", { name }), error);
    }
  }
  return (
    <FormDrawer
      title={t("studio.editField", { name })}
      width={formula ? 640 : 520}
      save={t("action.save")}
      saving={busy}
      onSave={form.submit}
      onClose={onClose}
    >
      <Form<Entered> form={form} layout="vertical" initialValues={initial} onFinish={save}>
        <LanguageChoice language={language} onChange={setLanguage} />
        <Words name="labels" label={t("studio.label")} language={language} instead={name} />
        <Words name="help" label={t("studio.help")} language={language} instead={labels.help(field)} long />
        {formula && (
          <>
            <FormulaSettings object={object} field={field} result={field.result ?? "text"} />
            <p className="muted">{t("formula.again")}</p>
          </>
        )}
        {field.type === "select" && <OptionRows language={language} />}
        {field.type === "select" && <Retired object={object} field={field} />}
        {field.type === "select" && !field.multi && <StageRows object={object} field={field} />}
        {!computed && (
          <Form.Item name="default" label={t("studio.default")} extra={t("studio.defaultHelp")}>
            <FieldInput field={field} label={t("studio.default")} />
          </Form.Item>
        )}
        {!computed && (
          <Form.Item name="required" valuePropName="checked">
            <Checkbox>{t("studio.required")}</Checkbox>
          </Form.Item>
        )}
        {!field.required && <Lacking object={object} field={field} />}
        {field.name.startsWith("x_") && (
          <Form.Item name="sensitivity" label={t("studio.sensitivity")} extra={t("studio.sensitivityHelp")}>
            <Radio.Group
              options={(["none", "personal", "sensitive"] as const).map((value) => ({
                value,
                label: t(`studio.sensitivities.${value}`),
              }))}
            />
          </Form.Item>
        )}
        <Purposes field={field} />
      </Form>
    </FormDrawer>
  );
}

/** Says how many records lack a value that is now needed. */
function Lacking({ object, field }: { object: ObjectDef; field: FieldDef }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const required = Form.useWatch("required", Form.useFormInstance());
  const { data } = useQuery({
    ...countQuery(object.name, { filter: `${field.name}:empty` }),
    enabled: Boolean(required),
  });
  if (!required || !data?.count) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t("studio.lacking", { count: data.count, number: formatNumber(data.count, language) })}
    />
  );
}

/** Says how many records have an option that is retired now. */
function Retired({ object, field }: { object: ObjectDef; field: FieldDef }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const form = Form.useFormInstance();
  const rows: OptionRow[] = Form.useWatch("options", { form, preserve: true }) ?? [];
  const was = new Set(field.options?.filter((option) => !option.hidden).map(({ value }) => value));
  const gone = rows.flatMap((row) => (row?.hidden && row.value && was.has(row.value) ? [row.value] : []));
  const { data } = useQuery({
    ...countQuery(object.name, { filter: write({ kind: "test", path: field.name, op: "is", values: gone }) }),
    enabled: gone.length > 0,
  });
  if (gone.length === 0 || !data) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={t("studio.retired", { count: data.count, number: formatNumber(data.count, language) })}
    />
  );
}

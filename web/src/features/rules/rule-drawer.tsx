import { useQuery } from "@tanstack/react-query";
import { Alert, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { Problem } from "../../api/client";
import { visibleFields } from "../../api/definition";
import { countQuery } from "../../api/records";
import type { LanguageCode, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice } from "../../ui/notices";
import { refusalText } from "../../ui/refusal";
import { useLabels } from "../records/field/labels";
import { isReady } from "../records/filter/clause-fields";
import { ConditionBuilder } from "../records/filter/condition-builder";
import { write } from "../records/filter/syntax";
import { blankPart, clausesIn, type Group, groupOf, nodeOf } from "../records/filter/tree";
import { conditionOf } from "../records/rules/judge";
import { LanguageChoice, Words } from "../studio/in-language";
import { Breaking } from "./breaking";
import { judged, replaced, type Standing } from "./data";
import styles from "./rules.module.css";
import { useRules } from "./use-rules";

interface Props {
  object: ObjectDef;
  rules: Standing[];
  /** Place of the rule; none for a new one. */
  at?: number;
  onClose: () => void;
}

type Values = Pick<Standing, "name" | "message" | "field" | "active">;

const begun = (condition: string): Group =>
  groupOf(conditionOf(condition || "") ?? { kind: "all", items: [] });

/** Makes or changes a rule: which records are refused, and what is said where. */
export function RuleDrawer({ object, rules, at, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const labels = useLabels();
  const fail = useFailureNotice();
  const keep = useRules(object, rules);
  const rule = at === undefined ? undefined : rules[at];
  const [form] = Form.useForm<Values>();
  const [language, setLanguage] = useState(i18n.language as LanguageCode);
  const [group, setGroup] = useState(() => {
    const group = begun(rule?.condition ?? "");
    return group.parts.length ? group : { ...group, parts: [blankPart()] };
  });
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const parts = clausesIn(group);
  const ready = parts.length > 0 && parts.every(isReady);
  const condition = ready ? write(nodeOf(group)) : "";
  const title = rule ? t("studio.editField", { name: rule.name }) : t("rules.add");

  function show(error: unknown) {
    const errors = error instanceof Problem ? error.errors : [];
    let placed = 0;
    for (const one of errors) {
      const part = one.field.split(".")[1];
      if (part === "condition") setWrong(one.message);
      else if (part === "message") form.setFields([{ name: [part, language], errors: [one.message] }]);
      else if (part) form.setFields([{ name: part as keyof Values, errors: [refusalText(one)] }]);
      if (part) placed += 1;
    }
    if (placed === 0) fail(title, error);
  }
  async function save(values: Values) {
    if (!ready) return setWrong(t("rules.unfinished"));
    setBusy(true);
    setWrong(undefined);
    try {
      const next = { ...values, message: form.getFieldValue("message"), condition, fault: null };
      await keep(replaced(rules, at, next), values.name);
      onClose();
    } catch (error) {
      setBusy(false);
      show(error);
    }
  }
  return (
    <FormDrawer
      title={title}
      width={680}
      save={t("action.save")}
      saving={busy}
      onSave={form.submit}
      onClose={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={rule ?? { active: true, message: {} }}
        onFinish={save}
      >
        <Form.Item
          name="name"
          label={t("rules.name")}
          rules={[
            { required: true, whitespace: true, message: t("form.required", { name: t("rules.name") }) },
          ]}
        >
          <Input maxLength={100} placeholder={t("rules.namePlaceholder")} autoFocus={!rule} />
        </Form.Item>
        <Form.Item
          label={t("rules.when")}
          extra={t("rules.whenHelp")}
          validateStatus={wrong ? "error" : undefined}
          help={wrong}
        >
          <div className={styles.builder}>
            <ConditionBuilder
              object={judged(object)}
              value={group}
              own
              onChange={(next) => {
                setWrong(undefined);
                setGroup(next);
              }}
            />
          </div>
        </Form.Item>
        {condition && <Count object={object} condition={condition} />}
        <LanguageChoice language={language} onChange={setLanguage} />
        <Words name="message" label={t("rules.message")} language={language} long />
        <Form.Item
          name="field"
          label={t("rules.field")}
          rules={[{ required: true, message: t("form.required", { name: t("rules.field") }) }]}
        >
          <Select
            options={visibleFields(object).map((field) => ({
              value: field.name,
              label: labels.field(field),
            }))}
            showSearch={{ optionFilterProp: "label" }}
          />
        </Form.Item>
        <Form.Item name="active" label={t("rules.holds")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </FormDrawer>
  );
}

/** Says how many of the records that are there would be refused. */
function Count({ object, condition }: { object: ObjectDef; condition: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(countQuery(object.name, { filter: condition }));
  if (!data) return null;
  return (
    <Alert
      className={styles.count}
      type={data.count ? "warning" : "success"}
      showIcon
      title={
        data.count ? <Breaking object={object} condition={condition} found={data} /> : t("rules.noneBreaks")
      }
    />
  );
}

import { Form, Select } from "antd";
import { useState } from "react";
import { isSystem, visibleFields } from "../../api/definition";
import type { LanguageCode, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { changed, type ObjectValues, objectValues } from "./definition";
import { DepartmentSelect } from "./department-select";
import { IconChoice } from "./icon-choice";
import { LanguageChoice, Words } from "./in-language";
import { useDefinition } from "./use-definition";

/** Changes what a kind of record is called and how its lists begin. */
export function ObjectDrawer({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const labels = useLabels();
  const change = useDefinition(object);
  const fail = useFailureNotice();
  const [form] = Form.useForm<ObjectValues>();
  const [language, setLanguage] = useState(i18n.language as LanguageCode);
  const [busy, setBusy] = useState(false);
  const before = objectValues(object);
  const fields = visibleFields(object);
  const options = fields.map((field) => ({ value: field.name, label: labels.field(field) }));
  const titles = fields.filter((field) => field.type === "text" && !field.multi && !isSystem(field));

  async function save() {
    const patch = changed(before, form.getFieldsValue(true));
    if (!patch) return onClose();
    setBusy(true);
    try {
      await change.object(patch);
      onClose();
    } catch (error) {
      setBusy(false);
      fail(t("studio.editObject", { name: labels.plural(object) }), error);
    }
  }
  return (
    <FormDrawer
      title={t("studio.editObject", { name: labels.plural(object) })}
      width={520}
      save={t("action.save")}
      saving={busy}
      onSave={form.submit}
      onClose={onClose}
    >
      <Form<ObjectValues> form={form} layout="vertical" initialValues={before} onFinish={save}>
        <LanguageChoice language={language} onChange={setLanguage} />
        <Words name="labels" label={t("studio.one")} language={language} instead={labels.object(object)} />
        <Words name="plural" label={t("studio.many")} language={language} instead={labels.plural(object)} />
        <Words
          name="description"
          label={t("studio.description")}
          language={language}
          instead={labels.description(object)}
          long
        />
        <Form.Item name="icon" label={t("studio.icon")}>
          <IconChoice object={object} />
        </Form.Item>
        {object.custom && (
          <>
            <Form.Item name="department" label={t("studio.department")}>
              <DepartmentSelect />
            </Form.Item>
            <Form.Item name="title" label={t("studio.titleField")} extra={t("studio.titleFieldHelp")}>
              <Select options={titles.map((field) => ({ value: field.name, label: labels.field(field) }))} />
            </Form.Item>
          </>
        )}
        <Form.Item name="list" label={t("studio.columns")} extra={t("studio.columnsHelp")}>
          <Select mode="multiple" options={options} showSearch={{ optionFilterProp: "label" }} />
        </Form.Item>
      </Form>
    </FormDrawer>
  );
}

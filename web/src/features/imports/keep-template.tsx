import { useQueryClient } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { SourceField } from "../sources/source-field";
import { keepTemplate, type Template } from "./data";
import { nameOf } from "./reading";

interface Props {
  template: Template;
  onKept: (name: string) => void;
  onClose: () => void;
}

interface Values {
  title: string;
  source?: string;
}

/** Keeps what columns mean under a name, to be chosen for the next file of the kind. */
export function KeepTemplate({ template, onKept, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  async function submit({ title, source }: Values) {
    const name = nameOf(title, Date.now());
    await keepTemplate({ ...template, name, title, source: source || undefined });
    await client.invalidateQueries({ queryKey: ["imports", "preview"] });
    onKept(name);
  }
  return (
    <FormDialog<Values>
      title={t("imports.keepTitle")}
      save={t("action.save")}
      submit={submit}
      onClose={onClose}
    >
      <Form.Item name="title" label={t("imports.keepName")} rules={[{ required: true, max: 60 }]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <SourceField />
    </FormDialog>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog";
import { keepTemplate, type Template } from "./data";
import { nameOf } from "./reading";

interface Props {
  template: Template;
  onKept: (name: string) => void;
  onClose: () => void;
}

/** Keeps what columns mean under a name, to be chosen for the next file of the kind. */
export function KeepTemplate({ template, onKept, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  async function submit({ title }: { title: string }) {
    const name = nameOf(title, Date.now());
    await keepTemplate({ ...template, name, title });
    await client.invalidateQueries({ queryKey: ["imports", "preview"] });
    onKept(name);
  }
  return (
    <FormDialog<{ title: string }>
      title={t("imports.keepTitle")}
      save={t("action.save")}
      submit={submit}
      onClose={onClose}
    >
      <Form.Item name="title" label={t("imports.keepName")} rules={[{ required: true, max: 60 }]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
    </FormDialog>
  );
}

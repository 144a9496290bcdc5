import { App, Button, Form, Input, Segmented, Select } from "antd";
import type { ObjectDef, Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useLabels } from "../records/field/labels";
import { Secret } from "../studio/secret";
import { makeGuestLink } from "./data";

const days = [1, 7, 30, 90];

/** Makes a link for somebody without an account; it is shown once, to be copied. */
export function NewGuestLink({
  object,
  id,
  offered,
  onMade,
  onClose,
}: {
  object: ObjectDef;
  id: string;
  /** Fields that it may show. */
  offered: string[];
  onMade: () => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const labels = useLabels();
  const [form] = Form.useForm<Schemas["NewGuestLink"]>();
  const known = object.fields.filter((one) => offered.includes(one.name));
  const options = known.map((one) => ({ value: one.name, label: labels.field(one) }));
  async function make({ passcode, ...link }: Schemas["NewGuestLink"]) {
    const { url } = await makeGuestLink(object.name, id, { ...link, passcode: passcode || null });
    await onMade();
    modal.success({
      title: t("guests.made"),
      width: 560,
      content: <Secret text={t("guests.secret")} secret={url} />,
    });
  }
  return (
    <FormDialog<Schemas["NewGuestLink"]>
      title={t("guests.add")}
      save={t("guests.make")}
      form={form}
      initial={{ days: 7, fields: offered.includes(object.title) ? [object.title] : [] }}
      submit={make}
      onClose={onClose}
    >
      <Form.Item name="label" label={t("guests.label")} extra={t("guests.labelText")}>
        <Input autoFocus maxLength={200} />
      </Form.Item>
      <Form.Item label={t("guests.fields")} extra={t("guests.fieldsText")} required>
        <Form.Item
          name="fields"
          noStyle
          rules={[{ required: true, message: t("form.requiredShort"), type: "array", min: 1 }]}
        >
          <Select
            mode="multiple"
            options={options}
            optionFilterProp="label"
            aria-label={t("guests.fields")}
          />
        </Form.Item>
        <Button
          type="link"
          size="small"
          style={{ padding: 0 }}
          onClick={() =>
            form.setFieldValue(
              "fields",
              known.map((one) => one.name),
            )
          }
        >
          {t("guests.all")}
        </Button>
      </Form.Item>
      <Form.Item name="days" label={t("guests.days")}>
        <Segmented options={days.map((count) => ({ value: count, label: t("guests.day", { count }) }))} />
      </Form.Item>
      <Form.Item name="passcode" label={t("guests.passcode")} extra={t("guests.passcodeText")}>
        <Input minLength={8} maxLength={64} autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}

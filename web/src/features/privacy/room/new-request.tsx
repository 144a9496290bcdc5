import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { post } from "../../../api/client";
import { useTranslation } from "../../../app/i18n";
import { FormDialog } from "../../../ui/form-dialog";
import { RecordPicker } from "../../records/form/record-picker";
import { DateTimeInput } from "../../records/form/small-inputs";
import { channels, kinds, type Request, requestsKey } from "./data";

type Values = Partial<
  Pick<Request, "kind" | "channel" | "customer" | "name" | "contact" | "note" | "received_at">
>;

/** Enters what somebody asked for. */
export function NewRequest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  async function submit(values: Values) {
    await post("/privacy/requests", Object.fromEntries(Object.entries(values).filter(([, value]) => value)));
    await client.invalidateQueries({ queryKey: requestsKey });
  }
  return (
    <FormDialog<Values>
      title={t("desk.add")}
      save={t("desk.save")}
      initial={{ kind: "access", channel: "email" }}
      submit={submit}
      nameOf={(field) => (field === "name" ? t("desk.who") : field)}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("desk.kind")}>
        <Select options={kinds.map((value) => ({ value, label: t(`desk.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="channel" label={t("desk.channel")}>
        <Select options={channels.map((value) => ({ value, label: t(`desk.channels.${value}`) }))} />
      </Form.Item>
      <Form.Item name="customer" label={t("desk.customer")}>
        <RecordPicker object="customer" />
      </Form.Item>
      <Form.Item name="name" label={t("desk.who")} extra={t("desk.whoHelp")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="contact" label={t("desk.contact")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="received_at" label={t("desk.received")} extra={t("desk.receivedHelp")}>
        <DateTimeInput />
      </Form.Item>
      <Form.Item name="note" label={t("desk.note")}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
    </FormDialog>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, InputNumber } from "antd";
import { request } from "../../../api/client";
import { useTranslation } from "../../../app/i18n";
import { Failure } from "../../../ui/failure";
import { useFailureNotice } from "../../../ui/notices";
import { type Rules, rulesQuery } from "./data";

/** By when requests are answered, and how long archives stay. */
export function Settings() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { data, error, refetch } = useQuery(rulesQuery);
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  if (!data) return <div className="bone" style={{ height: 120 }} />;
  async function save(json: Rules) {
    try {
      client.setQueryData(rulesQuery.queryKey, await request<Rules>("PUT", "/privacy/rules", { json }));
      message.success(t("desk.saved"));
    } catch (problem) {
      fail(t("desk.save"), problem);
    }
  }
  return (
    <Form<Rules> layout="vertical" initialValues={data} onFinish={save} style={{ maxWidth: 420 }}>
      {(["answer_days", "archive_days"] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`desk.${name}`)} rules={[{ required: true }]}>
          <InputNumber min={1} max={90} precision={0} />
        </Form.Item>
      ))}
      {(["audit_days", "notice_days", "import_days"] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`desk.${name}`)}>
          <InputNumber
            min={name === "audit_days" ? 180 : 1}
            max={36_500}
            precision={0}
            placeholder={t("desk.forever")}
          />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit">
        {t("desk.save")}
      </Button>
    </Form>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, request } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useProblemText } from "../../ui/notices";
import styles from "./account.module.css";
import { digestQuery } from "./data";

const hours = Array.from({ length: 24 }, (_, value) => ({ value, label: `${value}:00` }));
const zones = () => Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }));

/** When one's notices come by mail. */
export function Digest() {
  const { data } = useQuery(digestQuery);
  return data ? <Choice chosen={data} /> : <div className="bone" style={{ height: 120 }} />;
}

function Choice({ chosen }: { chosen: Schemas["Digest"] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [form] = Form.useForm<Schemas["Digest"]>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const mode = Form.useWatch("mode", form) ?? chosen.mode;
  async function save(values: Partial<Schemas["Digest"]>) {
    setBusy(true);
    setWrong(undefined);
    try {
      await request("PUT", "/me/digest", { json: { ...chosen, ...values } });
      await client.invalidateQueries({ queryKey: digestQuery.queryKey });
      message.success(t("account.saved"));
    } catch (error) {
      const none = error instanceof Problem && error.code === "mail_not_configured";
      setWrong(none ? t("digest.noMail") : problemText(error));
    }
    setBusy(false);
  }
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Form<Schemas["Digest"]>
      form={form}
      layout="vertical"
      className={styles.fields}
      initialValues={chosen.mode === "off" ? { ...chosen, zone: here } : chosen}
      onFinish={save}
    >
      <Form.Item name="mode" label={t("digest.when")}>
        <Select
          options={(["off", "daily", "at_once"] as const).map((value) => ({
            value,
            label: t(`digest.${value}`),
          }))}
        />
      </Form.Item>
      {mode !== "off" && (
        <>
          <Form.Item name="hour" label={t("digest.hour")}>
            <Select options={hours} />
          </Form.Item>
          <Form.Item name="zone" label={t("digest.zone")}>
            <Select showSearch options={zones()} />
          </Form.Item>
        </>
      )}
      {wrong && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 16 }} />}
      <Button htmlType="submit" loading={busy}>
        {t("action.save")}
      </Button>
    </Form>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Select } from "antd";
import { useState } from "react";
import { Problem, request } from "../../api/client";
import { useMe } from "../../api/session";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useProblemText } from "../../ui/notices";
import styles from "./account.module.css";
import { digestQuery } from "./data";
import { ZoneSelect } from "./zone-select";
import { zoneHere } from "./zones";

const hours = Array.from({ length: 24 }, (_, value) => ({ value, label: `${value}:00` }));

/** When one's notices come by mail. */
export function Digest() {
  const { data } = useQuery(digestQuery);
  return data ? <Choice key={data.zone} chosen={data} /> : <div className="bone" style={{ height: 120 }} />;
}

function Choice({ chosen }: { chosen: Schemas["Digest"] }) {
  const { t } = useTranslation();
  const { user } = useMe();
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
  return (
    <Form<Schemas["Digest"]>
      form={form}
      layout="vertical"
      className={styles.fields}
      initialValues={chosen.mode === "off" && !user.zone ? { ...chosen, zone: zoneHere() } : chosen}
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
            <ZoneSelect />
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

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { meQuery, noteSignedIn } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import styles from "./sign-in.module.css";

/** Asks for the code of the second factor of somebody whom an identity provider vouched for. */
export function CodeStep() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function send({ code }: { code: string }) {
    setBusy(true);
    try {
      await post("/sign-in/oidc/code", { code: code.trim() });
      noteSignedIn(true);
      client.clear();
      await client.fetchQuery(meQuery);
      await navigate({ to: next ?? "/", replace: true });
    } catch (error) {
      const { code, status } = error instanceof Problem ? error : new Problem(0, {});
      if (code === "expired") await navigate({ to: "/sign-in", search: { failed: "expired", next } });
      setFailure(
        status === 429 ? t("signIn.tooMany") : t(status === 0 ? "error.unreachableText" : "signIn.wrongCode"),
      );
      setBusy(false);
    }
  }
  return (
    <Form<{ code: string }> layout="vertical" onFinish={send} requiredMark={false} size="large">
      {failure && <Alert type="error" showIcon title={failure} className={styles.failure} role="alert" />}
      <Form.Item
        name="code"
        label={t("signIn.code")}
        help={t("signIn.codeHelp")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input autoFocus autoComplete="one-time-code" maxLength={40} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy} className={styles.submit}>
        {t("signIn.submit")}
      </Button>
    </Form>
  );
}

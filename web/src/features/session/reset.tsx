import { Link } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { Problem, post } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import { problemText } from "../../ui/refusal";
import { Entrance } from "./entrance";
import styles from "./sign-in.module.css";

/** Sets a new password by the link of a mail; what the link says stands behind `#` and is taken out of the address at once. */
export function Reset() {
  const { t } = useTranslation();
  const [link] = useState(() => window.location.hash.slice(1));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState(false);
  useEffect(() => window.history.replaceState(window.history.state, "", window.location.pathname), []);

  async function save({ password }: { password: string }) {
    setBusy(true);
    setFailure(undefined);
    try {
      await post("/password/reset", { link, password });
      setDone(true);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      if (problem.status === 0) setFailure(t("error.unreachableText"));
      else if (problem.code === "link_invalid") setFailure(t("signIn.linkInvalid"));
      else if (problem.status === 429) setFailure(t("signIn.tooMany"));
      else setFailure(problemText(problem));
    }
    setBusy(false);
  }

  return (
    <Entrance title={t("signIn.resetTitle")} lead={t("signIn.resetLead")}>
      {done ? (
        <Alert type="success" showIcon title={t("signIn.resetDone")} role="status" />
      ) : (
        <Form<{ password: string }> layout="vertical" onFinish={save} requiredMark={false} size="large">
          {failure && <Alert type="error" showIcon title={failure} className={styles.failure} role="alert" />}
          <Form.Item
            name="password"
            label={t("account.new")}
            rules={[
              { required: true, message: t("signIn.needPassword") },
              { min: 8, message: t("account.tooShort") },
            ]}
          >
            <Input.Password autoComplete="new-password" autoFocus maxLength={512} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy} className={styles.submit}>
            {t("signIn.resetSave")}
          </Button>
        </Form>
      )}
      <Link to={done ? "/sign-in" : "/forgot-password"} className={styles.forgot}>
        {done ? t("signIn.submit") : t("signIn.forgot")}
      </Link>
    </Entrance>
  );
}

import { Link } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import { problemText } from "../../ui/refusal";
import { Entrance } from "./entrance";
import styles from "./sign-in.module.css";

interface Values {
  email: string;
  company?: string;
}

/** Asks for a link to set a new password. */
export function Forgot() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [sent, setSent] = useState(false);
  const [askCompany, setAskCompany] = useState(false);

  async function send({ email, company }: Values) {
    setBusy(true);
    setFailure(undefined);
    try {
      await post("/password/forgot", {
        email: email.trim(),
        ...(company ? { company: company.trim() } : {}),
      });
      setSent(true);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      const company = problem.errors.some((one) => one.field === "company");
      if (company) setAskCompany(true);
      if (problem.status === 0) setFailure(t("error.unreachableText"));
      else if (problem.code === "mail_not_configured") setFailure(t("signIn.noMail"));
      else if (problem.status === 429) setFailure(t("signIn.tooMany"));
      else setFailure(company ? t("signIn.companyHelp") : problemText(problem));
    }
    setBusy(false);
  }

  return (
    <Entrance title={t("signIn.forgotTitle")} lead={t("signIn.forgotLead")}>
      {sent ? (
        <Alert type="success" showIcon title={t("signIn.forgotSent")} role="status" />
      ) : (
        <Form<Values> layout="vertical" onFinish={send} requiredMark={false} size="large">
          {failure && <Alert type="error" showIcon title={failure} className={styles.failure} role="alert" />}
          <Form.Item
            name="email"
            label={t("signIn.email")}
            rules={[{ required: true, message: t("signIn.needEmail") }]}
          >
            <Input type="email" autoComplete="username" autoFocus inputMode="email" />
          </Form.Item>
          {askCompany && (
            <Form.Item name="company" label={t("signIn.company")}>
              <Input autoComplete="organization" />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" block loading={busy} className={styles.submit}>
            {t("signIn.forgotSend")}
          </Button>
        </Form>
      )}
      <Link to="/sign-in" className={styles.forgot}>
        {t("signIn.back")}
      </Link>
    </Entrance>
  );
}

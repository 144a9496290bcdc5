import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { Problem, post } from "../../api/client";
import { meQuery, noteSignedIn } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { problemText } from "../../ui/refusal";
import { CodeStep } from "./code-step";
import { Entrance } from "./entrance";
import { OtherWays } from "./other-ways";
import styles from "./sign-in.module.css";

interface Credentials {
  email: string;
  password: string;
  company?: string;
  code?: string;
}

/** Why an identity provider lets somebody in or not, in the words of the server. */
const failures = [
  "unknown",
  "deactivated",
  "expired",
  "refused",
  "cancelled",
  "unreachable",
  "passkey",
] as const;

function useSignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next, failed } = useSearch({ from: "/sign-in" });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(failed ? failedText(failed) : undefined);
  const [askCompany, setAskCompany] = useState(false);
  const [askCode, setAskCode] = useState(false);

  function failedText(word: string) {
    const known = failures.find((one) => one === word) ?? "refused";
    return t(`signIn.failed.${known}`);
  }
  function say(problem: Problem) {
    if (problem.status === 0) return t("error.unreachableText");
    if (problem.code === "code_required") return t("signIn.needCode");
    if (problem.code === "passkey_required") return t("signIn.failed.passkey");
    if (problem.code === "wrong_passkey") return t("signIn.wrongKey");
    if (problem.code === "wrong_code") return t("signIn.wrongCode");
    if (problem.code === "address_not_allowed") return t("signIn.outside");
    if (problem.status === 401) return t("signIn.wrong");
    if (problem.status === 429) return t("signIn.tooMany");
    if (problem.status === 503) return t("signIn.failed.unreachable");
    return problemText(problem);
  }

  async function enter() {
    noteSignedIn(true);
    client.clear();
    await client.fetchQuery(meQuery);
    await navigate({ to: next ?? "/", replace: true });
  }
  async function signIn({ email, password, company, code }: Credentials) {
    setBusy(true);
    setFailure(undefined);
    try {
      await post("/sign-in", {
        email: email.trim(),
        password,
        ...(company ? { company: company.trim() } : {}),
        ...(code ? { code: code.trim() } : {}),
      });
      await enter();
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      if (problem.code.includes("company") || problem.errors.some((one) => one.field === "company"))
        setAskCompany(true);
      if (problem.code === "code_required") setAskCode(true);
      setFailure(say(problem));
      setBusy(false);
    }
  }
  const fail = (problem: Problem) => setFailure(say(problem));
  return { signIn, enter, busy, failure, fail, askCompany, askCode };
}

export function SignIn() {
  const { step } = useSearch({ from: "/sign-in" });
  return step === "code" ? (
    <Around>
      <CodeStep />
    </Around>
  ) : (
    <WithPassword />
  );
}

/** The page around what is asked. */
function Around({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Entrance title={t("signIn.title")} lead={t("signIn.lead")}>
      {children}
    </Entrance>
  );
}

function WithPassword() {
  const { t } = useTranslation();
  const { signIn, enter, busy, failure, fail, askCompany, askCode } = useSignIn();
  return (
    <Around>
      <Form<Credentials> layout="vertical" onFinish={signIn} requiredMark={false} size="large">
        {failure && (
          <Alert
            type={failure === t("signIn.needCode") ? "info" : "error"}
            showIcon
            title={failure}
            className={styles.failure}
            role="alert"
          />
        )}
        <Form.Item
          name="email"
          label={t("signIn.email")}
          rules={[{ required: true, message: t("signIn.needEmail") }]}
        >
          <Input type="email" autoComplete="username webauthn" autoFocus inputMode="email" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("signIn.password")}
          rules={[{ required: true, message: t("signIn.needPassword") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {askCompany && (
          <Form.Item name="company" label={t("signIn.company")} help={t("signIn.companyHelp")}>
            <Input autoComplete="organization" />
          </Form.Item>
        )}
        {askCode && (
          <Form.Item name="code" label={t("signIn.code")} help={t("signIn.codeHelp")}>
            <Input autoFocus autoComplete="one-time-code" maxLength={40} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={busy} className={styles.submit}>
          {t("signIn.submit")}
        </Button>
        <Link to="/forgot-password" className={styles.forgot}>
          {t("signIn.forgot")}
        </Link>
      </Form>
      <OtherWays onFailure={fail} onSignedIn={enter} />
    </Around>
  );
}

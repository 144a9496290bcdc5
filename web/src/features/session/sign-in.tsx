import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, post } from "../../api/client";
import { meQuery, noteSignedIn } from "../../api/session";
import { currentLanguage, languageNames, languages, setLanguage } from "../../app/i18n";
import { Mark } from "../../ui/mark";
import styles from "./sign-in.module.css";

interface Credentials {
  email: string;
  password: string;
  company?: string;
  code?: string;
}

function useSignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [askCompany, setAskCompany] = useState(false);
  const [askCode, setAskCode] = useState(false);

  function say(problem: Problem) {
    if (problem.status === 0) return t("error.unreachableText");
    if (problem.code === "code_required") return t("signIn.needCode");
    if (problem.code === "wrong_code") return t("signIn.wrongCode");
    if (problem.status === 401) return t("signIn.wrong");
    if (problem.status === 429) return t("signIn.tooMany");
    return problem.detail || problem.message;
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
      noteSignedIn(true);
      client.clear();
      await client.fetchQuery(meQuery);
      await navigate({ to: next ?? "/", replace: true });
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      if (problem.code.includes("company") || problem.errors.some((one) => one.field === "company"))
        setAskCompany(true);
      if (problem.code === "code_required") setAskCode(true);
      setFailure(say(problem));
      setBusy(false);
    }
  }
  return { signIn, busy, failure, askCompany, askCode };
}

export function SignIn() {
  const { t } = useTranslation();
  const { signIn, busy, failure, askCompany, askCode } = useSignIn();
  return (
    <main className={styles.page}>
      <section className={styles.panel}>
        <div className={styles.brand}>
          <Mark size={34} />
          <span>{t("app.name")}</span>
        </div>
        <div className={styles.form}>
          <h1 className={styles.title}>{t("signIn.title")}</h1>
          <p className={styles.lead}>{t("signIn.lead")}</p>
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
              <Input type="email" autoComplete="username" autoFocus inputMode="email" />
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
          </Form>
        </div>
        <LanguageChoice />
      </section>
      <aside className={styles.art} aria-hidden="true">
        <Constellation />
        <p className={styles.motto}>{t("signIn.motto")}</p>
      </aside>
    </main>
  );
}

function LanguageChoice() {
  const { t } = useTranslation();
  const current = currentLanguage();
  return (
    <nav className={styles.languages} aria-label={t("me.language")}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          className="plain"
          lang={language}
          aria-pressed={language === current}
          onClick={() => setLanguage(language)}
        >
          {languageNames[language]}
        </button>
      ))}
    </nav>
  );
}

const people: [number, number, number][] = [
  [250, 300, 30],
  [120, 190, 16],
  [390, 170, 20],
  [420, 380, 15],
  [150, 420, 19],
  [270, 110, 11],
  [300, 500, 12],
  [60, 320, 9],
  [480, 270, 9],
  [520, 130, 7],
  [70, 90, 7],
  [500, 500, 8],
];
const ties: [number, number][] = [
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
  [1, 5],
  [2, 5],
  [3, 6],
  [4, 6],
  [1, 7],
  [4, 7],
  [2, 8],
  [3, 8],
  [2, 9],
  [1, 10],
  [3, 11],
];

/** People and what ties them. */
function Constellation() {
  return (
    <svg viewBox="0 0 580 600" className={styles.drawing} role="presentation">
      {ties.map(([from, to]) => {
        const [x1, y1] = people[from]!;
        const [x2, y2] = people[to]!;
        return <line key={`${from}-${to}`} x1={x1} y1={y1} x2={x2} y2={y2} />;
      })}
      {people.map(([x, y, r], index) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={r} className={index === 0 ? styles.self : undefined} />
      ))}
    </svg>
  );
}

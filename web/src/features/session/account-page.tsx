import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { Problem, request } from "../../api/client";
import { meQuery, useMe } from "../../api/session";
import type { Me } from "../../api/types";
import {
  currentLanguage,
  type Language,
  languageNames,
  languages,
  setLanguage,
  useTranslation,
} from "../../app/i18n";
import { firstZone } from "../../app/place";
import { useProblemText } from "../../ui/notices";
import { Page } from "../../ui/page";
import { refusalText } from "../../ui/refusal";
import { CalendarFeed } from "../tasks/calendar-feed";
import styles from "./account.module.css";
import { Digest } from "./digest";
import { Passkeys } from "./passkeys";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";
import { ZoneSelect } from "./zone-select";
import { sameClock, zoneHere } from "./zones";

/** What a person may change of their own account. */
export function AccountPage() {
  const { t } = useTranslation();
  const { user } = useMe();
  return (
    <Page title={t("account.title")} text={user.email}>
      <Part title={t("account.about")}>
        <About />
      </Part>
      <Part title={t("account.password")}>
        <Password />
      </Part>
      <Part title={t("digest.title")}>
        <Digest />
      </Part>
      <Part title={t("calendar.title")}>
        <CalendarFeed />
      </Part>
      <Part title={t("account.second")}>
        <SecondFactor />
      </Part>
      <Part title={t("account.passkeys")}>
        <Passkeys />
      </Part>
      <Part title={t("account.devices")}>
        <Sessions />
      </Part>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Sends a change of oneself; what is refused is said beside its field. */
function useChange<Values extends object>(names: string[]) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  async function send(values: object, done: string) {
    setBusy(true);
    setWrong(undefined);
    try {
      const me = await request<Me>("PATCH", "/me", { json: values });
      client.setQueryData(meQuery.queryKey, me);
      message.success(done);
      return true;
    } catch (error) {
      const errors = error instanceof Problem ? error.errors.filter((one) => names.includes(one.field)) : [];
      for (const one of errors) {
        const known = one.field === "current_password" && one.code === "wrong";
        form.setFields([
          { name: one.field as never, errors: [known ? t("account.notYours") : refusalText(one)] },
        ]);
      }
      const often = error instanceof Problem && error.status === 429;
      if (errors.length === 0) setWrong(often ? t("signIn.tooMany") : problemText(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { form, busy, wrong, send };
}

interface AboutValues {
  name: string;
  language: Language;
  /** None: the company's. */
  zone?: string;
}

function About() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { user, company } = useMe();
  const { form, busy, wrong, send } = useChange<AboutValues>(["name", "language", "zone"]);
  const zone = Form.useWatch("zone", form) ?? "";
  const here = zoneHere();
  async function save(values: AboutValues) {
    if (!(await send({ ...values, zone: values.zone ?? "" }, t("account.saved")))) return;
    await setLanguage(values.language);
    // days begin elsewhere now
    if ((values.zone ?? null) !== (user.zone ?? null)) await client.invalidateQueries();
  }
  function takeOver() {
    form.setFieldValue("zone", here);
    form.submit();
  }
  return (
    <Form<AboutValues>
      form={form}
      layout="vertical"
      className={styles.fields}
      initialValues={{ name: user.name, language: currentLanguage(), zone: user.zone ?? undefined }}
      onFinish={save}
    >
      <Form.Item
        name="name"
        label={t("account.name")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input maxLength={100} autoComplete="name" />
      </Form.Item>
      <Form.Item name="language" label={t("me.language")}>
        <Select options={languages.map((value) => ({ value, label: languageNames[value] }))} />
      </Form.Item>
      <Form.Item name="zone" label={t("zone.title")} extra={t("zone.text", { zone: company.zone })}>
        <ZoneSelect allowClear placeholder={t("zone.company", { zone: company.zone })} />
      </Form.Item>
      {!sameClock(here, firstZone(zone, company.zone)) && (
        <p className={styles.elsewhere}>
          <span className="muted">{t("zone.elsewhere", { zone: here })}</span>
          <Button type="link" size="small" onClick={takeOver}>
            {t("zone.takeOver")}
          </Button>
        </p>
      )}
      {wrong && <Alert type="error" showIcon title={wrong} />}
      <Button htmlType="submit" loading={busy}>
        {t("action.save")}
      </Button>
    </Form>
  );
}

interface PasswordValues {
  current_password: string;
  password: string;
  again: string;
}

function Password() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { form, busy, wrong, send } = useChange<PasswordValues>(["current_password", "password"]);
  const needed = { required: true, message: t("form.requiredShort") };
  async function save({ current_password, password }: PasswordValues) {
    if (!(await send({ current_password, password }, t("account.passwordChanged")))) return;
    form.resetFields();
    await client.invalidateQueries({ queryKey: ["sessions"] });
  }
  return (
    <Form<PasswordValues>
      form={form}
      layout="vertical"
      className={styles.fields}
      requiredMark={false}
      onFinish={save}
    >
      <Form.Item name="current_password" label={t("account.current")} rules={[needed]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("account.new")}
        extra={t("account.passwordHelp")}
        rules={[needed, { min: 8, message: t("account.tooShort") }]}
      >
        <Input.Password autoComplete="new-password" maxLength={512} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("account.again")}
        dependencies={["password"]}
        rules={[
          needed,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(t("account.differs"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={512} />
      </Form.Item>
      {wrong && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 16 }} />}
      <Button htmlType="submit" loading={busy}>
        {t("account.change")}
      </Button>
    </Form>
  );
}

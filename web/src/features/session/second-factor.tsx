import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Typography } from "antd";
import { useState } from "react";
import { get, post } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { Tag } from "../../ui/tag";
import styles from "./account.module.css";

type Offered = Schemas["Offered"];
type Step = "begin" | "remove" | "renew";

/** One's second factor: set up, taken off, recovery codes made anew. */
export function SecondFactor({ onEnrolled }: { onEnrolled?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>();
  const [offered, setOffered] = useState<Offered>();
  const showCodes = useShowCodes();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["second-factor"],
    queryFn: ({ signal }) => get<Schemas["SecondFactor"]>("/me/totp", undefined, signal),
  });
  if (isPending) return <div className="bone" style={{ height: 60 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;

  async function prove(values: Schemas["Proof"]) {
    if (step === "begin") setOffered(await post<Offered>("/me/totp", values));
    if (step === "remove") await post("/me/totp/remove", values);
    if (step === "renew") {
      const { recovery_codes } = await post<Schemas["RecoveryCodes"]>("/me/totp/recovery-codes", values);
      showCodes(recovery_codes);
    }
    await client.invalidateQueries({ queryKey: ["second-factor"] });
  }
  async function confirm(values: Schemas["Code"]) {
    const { recovery_codes } = await post<Schemas["RecoveryCodes"]>("/me/totp/confirm", values);
    await client.invalidateQueries({ queryKey: ["second-factor"] });
    showCodes(recovery_codes, onEnrolled);
  }
  return (
    <>
      <p className="muted">{t("account.secondText")}</p>
      <div className={styles.second}>
        <Tag
          color={data.enabled ? "green" : "grey"}
          text={t(data.enabled ? "account.secondOn" : "account.secondOff")}
        />
        {data.enabled && <span>{t("account.codesLeft", { count: data.recovery_codes_left })}</span>}
      </div>
      {!data.enabled && data.required && (
        <Alert type="warning" showIcon title={t("account.secondRequired")} style={{ marginBottom: 12 }} />
      )}
      <div className={styles.buttons}>
        {!data.enabled && <Button onClick={() => setStep("begin")}>{t("account.secondBegin")}</Button>}
        {data.enabled && <Button onClick={() => setStep("renew")}>{t("account.codesNew")}</Button>}
        {data.enabled && !data.required && (
          <Button danger onClick={() => setStep("remove")}>
            {t("account.secondRemove")}
          </Button>
        )}
      </div>
      {step && (
        <FormDialog<Schemas["Proof"]>
          title={t(
            step === "begin"
              ? "account.secondBegin"
              : step === "remove"
                ? "account.secondRemove"
                : "account.codesNew",
          )}
          save={t("account.goOn")}
          danger={step === "remove"}
          submit={prove}
          onClose={() => setStep(undefined)}
        >
          <Form.Item
            name="password"
            label={t("account.current")}
            rules={[{ required: true, message: t("form.requiredShort") }]}
          >
            <Input.Password autoFocus autoComplete="current-password" />
          </Form.Item>
        </FormDialog>
      )}
      {offered && <Scan offered={offered} confirm={confirm} onClose={() => setOffered(undefined)} />}
    </>
  );
}

interface ScanProps {
  offered: Offered;
  confirm: (values: Schemas["Code"]) => Promise<void>;
  onClose: () => void;
}

/** The secret as a picture and as text, and the code that proves that it arrived. */
function Scan({ offered, confirm, onClose }: ScanProps) {
  const { t } = useTranslation();
  return (
    <FormDialog<Schemas["Code"]>
      title={t("account.secondBegin")}
      save={t("account.secondConfirm")}
      submit={confirm}
      onClose={onClose}
    >
      <p>{t("account.scan")}</p>
      <img
        className={styles.qr}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(offered.qr)}`}
        alt={t("account.qr")}
      />
      <p className="muted">{t("account.typeIt")}</p>
      <Typography.Paragraph copyable code>
        {offered.secret}
      </Typography.Paragraph>
      <Form.Item
        name="code"
        label={t("account.code")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input autoComplete="one-time-code" inputMode="numeric" maxLength={7} />
      </Form.Item>
    </FormDialog>
  );
}

/** Shows recovery codes, this once. */
function useShowCodes() {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  return (codes: string[], then?: () => void) =>
    modal.success({
      title: t("account.codes"),
      width: 480,
      onOk: then,
      content: (
        <>
          <p>{t("account.codesText")}</p>
          <Typography.Paragraph copyable={{ text: codes.join("\n") }} className={styles.codes}>
            {codes.join("\n")}
          </Typography.Paragraph>
        </>
      ),
    });
}

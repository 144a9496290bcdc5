import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { Fingerprint } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Problem, post, request } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { When } from "../../ui/when";
import styles from "./account.module.css";
import { deviceName, passkeysQuery } from "./data";
import { knowsPasskeys, makeKey } from "./webauthn";

type Passkey = Schemas["Passkey"];
type Step = { act: "add" } | { act: "rename" | "remove"; one: Passkey };
interface Values {
  name: string;
  password?: string;
}

/** One's passkeys: added, renamed, removed. */
export function Passkeys({ onAdded }: { onAdded?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>();
  const { data, error, isPending, refetch } = useQuery(passkeysQuery());
  if (isPending) return <div className="bone" style={{ height: 60 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;

  async function begin(next: Step) {
    // whether the sign-in is recent may have changed
    await refetch();
    setStep(next);
  }
  async function add({ name, password }: Values) {
    const { options, ceremony } = await post<Schemas["Question"]>("/me/passkeys/begin", { password });
    const credential = await makeKey(options).catch((error: unknown) => {
      const known = error instanceof DOMException && error.name === "InvalidStateError";
      throw new Problem(422, { detail: t(known ? "account.passkeyHere" : "account.passkeyNot") });
    });
    await post<Passkey>("/me/passkeys", { name, ceremony, credential });
    onAdded?.();
  }
  async function submit({ name, password }: Values) {
    if (step?.act === "add") await add({ name, password });
    if (step?.act === "rename") await request("PATCH", `/me/passkeys/${step.one.id}`, { json: { name } });
    if (step?.act === "remove") await post(`/me/passkeys/${step.one.id}/remove`, { password });
    await client.invalidateQueries({ queryKey: passkeysQuery().queryKey });
    await client.invalidateQueries({ queryKey: ["second-factor"] });
  }
  const cannot = whyNot(data.origin);
  const titles = {
    add: "account.passkeyAdd",
    rename: "account.passkeyRename",
    remove: "account.passkeyRemove",
  } as const;
  return (
    <>
      <p className="muted">{t("account.passkeysText")}</p>
      <ul className={styles.keys}>
        {data.items.map((one) => (
          <PasskeyRow key={one.id} one={one}>
            <Button size="small" onClick={() => begin({ act: "rename", one })}>
              {t("account.passkeyRename")}
            </Button>
            <Button size="small" onClick={() => begin({ act: "remove", one })}>
              {t("account.passkeyRemove")}
            </Button>
          </PasskeyRow>
        ))}
      </ul>
      {cannot ? (
        <Alert type="info" showIcon title={t(cannot, { url: data.origin })} />
      ) : (
        <Button onClick={() => begin({ act: "add" })}>{t("account.passkeyAdd")}</Button>
      )}
      {step && (
        <FormDialog<Values>
          title={t(titles[step.act])}
          save={t(step.act === "add" ? "account.goOn" : titles[step.act])}
          danger={step.act === "remove"}
          initial={{ name: step.act === "add" ? deviceName(navigator.userAgent) : step.one.name }}
          submit={submit}
          onClose={() => setStep(undefined)}
        >
          {step.act === "remove" ? (
            <p>{t("account.passkeyRemoveAsk", { name: step.one.name })}</p>
          ) : (
            <Form.Item
              name="name"
              label={t("account.passkeyName")}
              rules={[{ required: true, message: t("form.requiredShort") }]}
            >
              <Input maxLength={100} autoFocus />
            </Form.Item>
          )}
          {step.act !== "rename" && !data.recent && (
            <Form.Item
              name="password"
              label={t("account.current")}
              extra={t("account.passkeyAgain")}
              rules={[{ required: true, message: t("form.requiredShort") }]}
            >
              <Input.Password autoComplete="current-password" />
            </Form.Item>
          )}
        </FormDialog>
      )}
    </>
  );
}

/** Why no passkey can be made here: the server, the address, or the browser; nothing when one can. */
function whyNot(origin: string | null | undefined) {
  if (!origin) return "account.passkeysNoServer";
  if (origin !== window.location.origin) return "account.passkeysElsewhere";
  return knowsPasskeys() ? undefined : "account.passkeysNoBrowser";
}

/** A passkey, and what can be done with it. */
export function PasskeyRow({ one, children }: { one: Passkey; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className={styles.device}>
      <Fingerprint size={18} aria-hidden="true" />
      <div className={styles.deviceText}>
        <b>{one.name}</b>
        <span className="muted">
          {t("account.passkeyMade")} <When value={one.created_at} /> ·{" "}
          {one.used_at ? (
            <>
              {t("account.passkeyUsed")} <When value={one.used_at} />
            </>
          ) : (
            t("account.passkeyUnused")
          )}
        </span>
      </div>
      {children}
    </li>
  );
}

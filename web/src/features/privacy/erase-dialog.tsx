import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Input, Modal, Radio, Space } from "antd";
import { useState } from "react";
import { request } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { useLabels, useNames } from "../records/field/labels";
import styles from "./consents.module.css";
import { type Erasure, erase, erasureQuery, modes } from "./data";

/** Erase a customer, make them anonymous, or hold them; says beforehand what goes and what stays. */
export default function EraseDialog({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const [mode, setMode] = useState<Erasure["mode"]>("anonymise");
  const [busy, setBusy] = useState(false);
  const [sure, setSure] = useState("");
  const told = useQuery(erasureQuery(customer, mode));
  const word = t("privacy.sureWord");
  async function doIt() {
    setBusy(true);
    try {
      await erase(customer, mode);
      message.success(t(`privacy.done.${mode}`));
      onClose();
      if (mode === "erase") navigate({ to: "/records/$object", params: { object: "customer" } });
      await refreshRecords(client);
    } catch (error) {
      fail(t(`privacy.modes.${mode}`), error);
      setBusy(false);
    }
  }
  const hold = told.data?.hold;
  return (
    <Modal open footer={null} title={t("privacy.eraseTitle")} onCancel={onClose}>
      <Space orientation="vertical" size={12} style={{ width: "100%" }}>
        <Radio.Group
          value={mode}
          onChange={(event) => setMode(event.target.value)}
          options={modes.map((value) => ({ value, label: t(`privacy.modes.${value}`) }))}
        />
        <p className="muted">{t(`privacy.means.${mode}`)}</p>
        {told.isError && <Failure small error={told.error} retry={() => told.refetch()} />}
        {told.data && <What told={told.data} />}
        <Hold customer={customer} hold={hold ?? null} changed={() => told.refetch()} />
        {told.data && !hold && (
          <>
            <p>{t("privacy.sure", { word })}</p>
            <Input
              value={sure}
              aria-label={t("privacy.sure", { word })}
              onChange={(event) => setSure(event.target.value)}
            />
            <Button danger type="primary" loading={busy} disabled={sure.trim() !== word} onClick={doIt}>
              {t(`privacy.modes.${mode}`)}
            </Button>
          </>
        )}
      </Space>
    </Modal>
  );
}

function What({ told }: { told: Erasure["told"] }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const names = useNames();
  const number = (value: number) => formatNumber(value, language);
  const counted = (object: string, count: number) => `${names.plural(object)} ${number(count)}`;
  const emptied = Object.entries(told.stays).flatMap(([object, stays]) => {
    const def = objectOf(meta, object);
    return stays.fields.flatMap((name) => (def && fieldOf(def, name)) || []).map(labels.field);
  });
  const comma = t("privacy.comma");
  return (
    <dl className={styles.what}>
      <dt>{t("privacy.goesAway")}</dt>
      <dd>
        {Object.entries(told.goes)
          .map(([object, count]) => counted(object, count))
          .join(comma) || "—"}
        {told.files > 0 && `${comma}${t("privacy.files", { shown: number(told.files) })}`}
        {told.imports > 0 && `${comma}${t("privacy.sources", { shown: number(told.imports) })}`}
      </dd>
      <dt>{t("privacy.stays")}</dt>
      <dd>
        {Object.entries(told.stays)
          .map(([object, stays]) => counted(object, stays.count))
          .join(comma) || "—"}
        {emptied.length > 0 && (
          <div className="muted">{t("privacy.emptied", { what: [...new Set(emptied)].join(comma) })}</div>
        )}
      </dd>
      <dt>{t("privacy.events")}</dt>
      <dd>{number(told.events)}</dd>
    </dl>
  );
}

interface HoldProps {
  customer: string;
  hold: Erasure["told"]["hold"];
  changed: () => void;
}

function Hold({ customer, hold, changed }: HoldProps) {
  const { t } = useTranslation();
  const fail = useFailureNotice();
  const [reason, setReason] = useState<string>();
  async function put(json?: { reason: string }) {
    const done = request(json ? "PUT" : "DELETE", `/privacy/customers/${customer}/hold`, { json });
    await done.catch((error) => fail(t("privacy.hold"), error));
    setReason(undefined);
    changed();
  }
  if (hold)
    return (
      <Alert
        type="warning"
        showIcon
        title={t("privacy.held", { reason: hold.reason })}
        description={<When value={hold.at} />}
        action={
          <Button size="small" onClick={() => put()}>
            {t("privacy.lift")}
          </Button>
        }
      />
    );
  if (reason === undefined)
    return (
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setReason("")}>
        {t("privacy.hold")}
      </Button>
    );
  return (
    <Space.Compact style={{ width: "100%" }}>
      <Input
        autoFocus
        maxLength={500}
        placeholder={t("privacy.holdReason")}
        aria-label={t("privacy.holdReason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button disabled={!reason.trim()} onClick={() => put({ reason })}>
        {t("privacy.holdSave")}
      </Button>
    </Space.Compact>
  );
}

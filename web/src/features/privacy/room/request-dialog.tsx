import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Popconfirm, Select, Space } from "antd";
import { useState } from "react";
import { get, post, request as send } from "../../../api/client";
import { fieldOf, objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import { useTranslation } from "../../../app/i18n";
import { Failure } from "../../../ui/failure";
import { useFailureNotice } from "../../../ui/notices";
import { When } from "../../../ui/when";
import { useLabels } from "../../records/field/labels";
import { UserName } from "../../records/field/reference-link";
import { RecordPicker } from "../../records/form/record-picker";
import { DateTimeInput } from "../../records/form/small-inputs";
import { type ActName, actsFor, type Request, requestsKey, type State } from "./data";
import { Due } from "./requests";
import styles from "./room.module.css";

/** One request: who asks, how that was checked, what is done, what was answered. */
export function RequestDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: [...requestsKey, "one", id],
    queryFn: ({ signal }) => get<Request>(`/privacy/requests/${id}`, undefined, signal),
  });
  return (
    <Modal
      open
      width={640}
      footer={null}
      title={data ? t(`desk.kinds.${data.kind}`) : t("desk.requests")}
      onCancel={onClose}
    >
      {error && <Failure small error={error} retry={() => refetch()} />}
      {!data && !error && <div className="bone" style={{ height: 240 }} />}
      {data && <Details key={data.version} one={data} />}
    </Modal>
  );
}

type Values = Pick<Request, "customer" | "identity" | "assignee" | "due_at" | "note" | "outcome">;

function Details({ one }: { one: Request }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const open = one.state === "open";
  async function run(what: string, act: () => Promise<unknown>) {
    setBusy(true);
    await act().catch((error) => fail(what, error));
    setBusy(false);
    await client.invalidateQueries({ queryKey: requestsKey });
  }
  function changes() {
    const values = form.getFieldsValue();
    const changed = Object.entries(values).filter(([name, value]) => value !== one[name as keyof Values]);
    return Object.fromEntries(changed.filter(([, value]) => value !== undefined && value !== null));
  }
  const save = (state?: State) =>
    run(t("desk.save"), () =>
      send("PATCH", `/privacy/requests/${one.id}`, { json: { ...changes(), state, version: one.version } }),
    );
  async function act(body: object, what: string) {
    await run(what, async () => {
      const json = changes();
      if (Object.keys(json).length) await send("PATCH", `/privacy/requests/${one.id}`, { json });
      await post(`/privacy/requests/${one.id}/act`, body);
    });
  }
  return (
    <Space orientation="vertical" size={12} style={{ width: "100%" }}>
      <div className={styles.facts}>
        <span>{[one.name, one.contact, t(`desk.channels.${one.channel}`)].filter(Boolean).join(" · ")}</span>
        <When value={one.received_at} />
        {one.days_left !== null && <Due days={one.days_left} />}
      </div>
      <Form<Values> form={form} layout="vertical" initialValues={one} disabled={!open || busy}>
        <Form.Item name="customer" label={t("desk.customer")}>
          <RecordPicker object="customer" />
        </Form.Item>
        <Form.Item name="identity" label={t("desk.identity")} extra={t("desk.identityHelp")}>
          <Input maxLength={2000} />
        </Form.Item>
        <div className={styles.two}>
          <Form.Item name="assignee" label={t("desk.assignee")}>
            <RecordPicker object="user" />
          </Form.Item>
          <Form.Item name="due_at" label={t("desk.due")}>
            <DateTimeInput />
          </Form.Item>
        </div>
        <Form.Item name="note" label={t("desk.note")}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} />
        </Form.Item>
        {open && <Acts kind={one.kind} act={act} />}
        <Done one={one} />
        <Form.Item name="outcome" label={t("desk.outcome")}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} />
        </Form.Item>
      </Form>
      {open ? (
        <Space wrap>
          <Button disabled={busy} onClick={() => save()}>
            {t("desk.save")}
          </Button>
          <Button type="primary" disabled={busy} onClick={() => save("done")}>
            {t("desk.close.done")}
          </Button>
          {(["refused", "withdrawn"] as const).map((state) => (
            <Button key={state} type="text" disabled={busy} onClick={() => save(state)}>
              {t(`desk.close.${state}`)}
            </Button>
          ))}
        </Space>
      ) : (
        <Button disabled={busy} onClick={() => save("open")}>
          {t("desk.reopen")}
        </Button>
      )}
    </Space>
  );
}

function Acts({ kind, act }: { kind: Request["kind"]; act: (body: object, what: string) => Promise<void> }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const consent = objectOf(useMeta(), "consent");
  const purposes = (consent && fieldOf(consent, "purpose")?.options) ?? [];
  const [purpose, setPurpose] = useState("marketing");
  const all = actsFor(kind);
  if (all.length === 0) return <Alert type="info" title={t("desk.byHand")} style={{ marginBottom: 16 }} />;
  const options = [
    { value: "marketing", label: t("privacy.anyMarketing") },
    ...purposes.map((one) => ({ value: one.value, label: labels.option(one) })),
  ];
  return (
    <Space wrap style={{ marginBottom: 16 }}>
      {kind === "objection" && (
        <Select
          style={{ minWidth: 200 }}
          aria-label={t("privacy.choose")}
          value={purpose}
          options={options}
          onChange={setPurpose}
        />
      )}
      {all.map((name: ActName) => (
        <Popconfirm
          key={name}
          title={t(`desk.sure.${name === "erase" || name === "anonymise" ? "forget" : "go"}`)}
          okText={t(`desk.acts.${name}`)}
          cancelText={t("action.cancel")}
          onConfirm={() =>
            act(name === "object" ? { act: name, purpose } : { act: name }, t(`desk.acts.${name}`))
          }
        >
          <Button danger={name === "erase" || name === "anonymise"}>{t(`desk.acts.${name}`)}</Button>
        </Popconfirm>
      ))}
    </Space>
  );
}

/** What the program did for it. */
function Done({ one }: { one: Request }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const consent = objectOf(useMeta(), "consent");
  const purposes = (consent && fieldOf(consent, "purpose")?.options) ?? [];
  if (one.acts.length === 0) return null;
  const named = (value: string) => {
    const option = purposes.find((known) => known.value === value);
    return option ? labels.option(option) : value;
  };
  return (
    <ul className={styles.acts}>
      {one.acts.map((act) => (
        <li key={`${act.act} ${act.at} ${act.purpose ?? ""}`}>
          <b>{t(`desk.did.${act.act}`)}</b>
          {act.purpose && <span>{named(act.purpose)}</span>}
          <When value={act.at} />
          {act.by && <UserName id={act.by} />}
        </li>
      ))}
    </ul>
  );
}

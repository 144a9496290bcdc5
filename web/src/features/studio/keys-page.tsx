import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { get, Problem, post, request } from "../../api/client";
import { useCan, useMe } from "../../api/session";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useAct } from "../../ui/act";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { Page } from "../../ui/page";
import { RemoveButton } from "../../ui/remove-button";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { SourceField } from "../sources/source-field";
import { Secret } from "./secret";
import styles from "./studio.module.css";
import "./words";

type Key = Schemas["ApiKey"];

/** Keys by which programs come in. */
export function KeysPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => get<Schemas["Keys"]>("/keys", undefined, signal),
    enabled: can("key.manage"),
  });
  if (!can("key.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("keys.title")}
      text={t("keys.text")}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {t("keys.add")}
        </Button>
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && data.items.length === 0 && <Empty small icon={KeyRound} title={t("keys.none")} />}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th>{t("keys.name")}</th>
              <th>{t("keys.scopes")}</th>
              <th>{t("keys.used")}</th>
              <th>{t("keys.ends")}</th>
              <td />
            </>
          }
        >
          {data.items.map((key) => (
            <Row key={key.id} one={key} />
          ))}
        </Table>
      )}
      {adding && <NewKey onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ one }: { one: Key }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct(["keys"]);
  const ask = () =>
    modal.confirm({
      title: t("keys.endAsk", { name: one.name }),
      content: t("keys.endText"),
      okText: t("keys.end"),
      okButtonProps: { danger: true },
      onOk: () => act(t("keys.end"), request("DELETE", `/keys/${one.id}`)),
    });
  return (
    <tr>
      <td>
        {one.name} {one.source && <Tag text={one.source} />}
      </td>
      <td>
        <code className={styles.scopes}>{one.scopes.join(" ")}</code>
        {one.networks.length > 0 && (
          <div className="muted">{t("keys.onlyFrom", { networks: one.networks.join(", ") })}</div>
        )}
      </td>
      <td className="muted">{one.last_used_at ? <When value={one.last_used_at} /> : t("keys.never")}</td>
      <td className="muted">{one.expires_at ? <When value={one.expires_at} /> : t("keys.never")}</td>
      <td data-right="">
        <RemoveButton label={t("keys.end")} onClick={ask} />
      </td>
    </tr>
  );
}

interface Values {
  name: string;
  scopes: string[];
  days?: number | null;
  source?: string;
  networks?: string[];
}

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { permissions } = useMe();
  const client = useQueryClient();
  async function make({ days, source, ...rest }: Values) {
    const { secret } = await post<Schemas["MadeKey"]>("/keys", {
      ...rest,
      days: days ?? undefined,
      source: source || undefined,
    });
    await client.invalidateQueries({ queryKey: ["keys"] });
    modal.success({
      title: t("keys.made", { name: rest.name }),
      width: 560,
      content: <Secret text={t("keys.secret")} secret={secret} />,
    });
  }
  return (
    <FormDialog<Values>
      title={t("keys.add")}
      save={t("keys.add")}
      initial={{ scopes: ["record.read"] }}
      submit={make}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("keys.name")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input autoFocus placeholder={t("keys.namePlaceholder")} maxLength={100} />
      </Form.Item>
      <Form.Item name="scopes" label={t("keys.scopes")}>
        <Select mode="multiple" options={permissions.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <SourceField />
      <Form.Item name="days" label={t("keys.days")} extra={t("keys.daysHelp")}>
        <InputNumber min={1} max={3650} />
      </Form.Item>
      <Form.Item name="networks" label={t("keys.networks")} extra={t("keys.networksHelp")}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " "]} />
      </Form.Item>
    </FormDialog>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Switch, Typography } from "antd";
import { Fingerprint, Plus, SquarePen, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/client";
import { useCan } from "../../api/session";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { type Provider, providersQuery, removeProvider, saveProvider } from "./data";
import { ProviderDialog } from "./provider-dialog";

/** Whom the company believes when it says who somebody is. */
export function ProvidersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState<Provider | "new">();
  const { data, error, isPending, refetch } = useQuery({ ...providersQuery, enabled: can("company.manage") });
  if (!can("company.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("identity.title")}
      text={t("identity.text")}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing("new")}>
          {t("identity.add")}
        </Button>
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && (
        <p className="muted">
          {t("identity.redirect")}{" "}
          <Typography.Text copyable code style={{ overflowWrap: "anywhere" }}>
            {data.redirect_uri}
          </Typography.Text>
        </p>
      )}
      {data && data.items.length === 0 && <Empty small icon={Fingerprint} title={t("identity.none")} />}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th>{t("identity.label")}</th>
              <th>{t("identity.issuer")}</th>
              <th>{t("identity.domains")}</th>
              <th>{t("identity.active")}</th>
              <td />
            </>
          }
        >
          {data.items.map((one) => (
            <Row key={one.id} one={one} onEdit={() => setEditing(one)} />
          ))}
        </Table>
      )}
      {editing && (
        <ProviderDialog
          known={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

function Row({ one, onEdit }: { one: Provider; onEdit: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  async function change(tried: string, work: Promise<unknown>) {
    await work.catch((error) => fail(tried, error));
    await client.invalidateQueries({ queryKey: providersQuery.queryKey });
  }
  const ask = () =>
    modal.confirm({
      title: t("identity.removeAsk", { name: one.label }),
      content: t("identity.removeText"),
      okText: t("identity.remove"),
      okButtonProps: { danger: true },
      onOk: () => change(t("identity.remove"), removeProvider(one.id)),
    });
  return (
    <tr>
      <td>{one.label}</td>
      <td style={{ overflowWrap: "anywhere" }}>{one.issuer}</td>
      <td className="muted">{one.domains.join(", ") || "–"}</td>
      <td>
        <Switch
          size="small"
          checked={one.active}
          aria-label={t("identity.active")}
          onChange={(active) => change(t("identity.active"), saveProvider({ active }, one.id))}
        />
      </td>
      <td data-right="">
        <Button
          type="text"
          size="small"
          icon={<SquarePen size={14} />}
          aria-label={t("action.edit")}
          onClick={onEdit}
        />
        <Button
          type="text"
          size="small"
          danger
          icon={<Trash2 size={14} />}
          aria-label={t("identity.remove")}
          onClick={ask}
        />
      </td>
    </tr>
  );
}

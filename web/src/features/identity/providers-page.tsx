import { useQuery } from "@tanstack/react-query";
import { App, Button, Switch, Typography } from "antd";
import { Fingerprint, Plus, SquarePen } from "lucide-react";
import { useState } from "react";
import { Problem } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useAct } from "../../ui/act";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import { RemoveButton } from "../../ui/remove-button";
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
  const act = useAct(providersQuery.queryKey);
  const ask = () =>
    modal.confirm({
      title: t("identity.removeAsk", { name: one.label }),
      content: t("identity.removeText"),
      okText: t("identity.remove"),
      okButtonProps: { danger: true },
      onOk: () => act(t("identity.remove"), removeProvider(one.id)),
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
          onChange={(active) => act(t("identity.active"), saveProvider({ active }, one.id))}
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
        <RemoveButton label={t("identity.remove")} onClick={ask} />
      </td>
    </tr>
  );
}

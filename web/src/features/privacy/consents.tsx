import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Popconfirm } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { request } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { refreshRecords, useCreate } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useCreateForm } from "../../app/create-host";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatDay } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { onDemand } from "../../ui/on-demand";
import { RecordLink } from "../../ui/record-link";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { Section } from "../records/page/section";
import styles from "./consents.module.css";
import { consentsQuery, type Standing } from "./data";

const EraseDialog = onDemand(() => import("./erase-dialog"));
const ArchiveDialog = onDemand(() => import("./archive-dialog"));

interface Props {
  customer: string;
  /** Since when processing is restricted. */
  restricted: string | null;
}

/** What a customer allows: for each purpose what holds now, what to do about it, and the way to all that was ever said. */
export default function Consents({ customer, restricted }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const create = useCreateForm();
  const def = objectOf(useMeta(), "consent");
  const labels = useLabels();
  const list = useQuery({ ...consentsQuery(customer), enabled: Boolean(def) });
  if (!def) return null;
  const add = can("record.create", "consent") && (
    <Button
      type="text"
      size="small"
      icon={<Plus size={14} />}
      onClick={() => create({ object: "consent", initial: { customer }, done: () => {} })}
    >
      {t("privacy.record")}
    </Button>
  );
  const rows = list.data ?? [];
  return (
    <Section title={t("privacy.title")} action={add}>
      {restricted && <Restriction customer={customer} since={restricted} />}
      {list.isPending && <div className="bone" style={{ height: 48 }} />}
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.data && rows.length === 0 && <p className="muted">{t("privacy.none")}</p>}
      {rows.length > 0 && (
        <Table
          dense
          head={
            <>
              {["purpose", "state"].map((name) => {
                const field = fieldOf(def, name);
                return <th key={name}>{field && labels.field(field)}</th>;
              })}
              <th />
            </>
          }
        >
          {rows.map((row) => (
            <Row key={`${row.purpose} ${row.channel}`} def={def} customer={customer} row={row} />
          ))}
        </Table>
      )}
      {rows.length > 0 && (
        <Link
          to="/records/$object"
          params={{ object: "consent" }}
          search={{ filter: `customer:${customer}` }}
          className={styles.all}
        >
          {t("privacy.history")}
        </Link>
      )}
      {can("privacy.manage") && <Manage customer={customer} />}
    </Section>
  );
}

function Restriction({ customer, since }: { customer: string; since: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  async function lift() {
    const done = request("DELETE", `/privacy/customers/${customer}/restriction`);
    await done.catch((error) => fail(t("privacy.lift"), error));
    await refreshRecords(client);
  }
  return (
    <Alert
      type="warning"
      showIcon
      className={styles.text}
      title={t("privacy.restricted")}
      description={<When value={since} />}
      action={
        can("privacy.manage") && (
          <Button size="small" onClick={lift}>
            {t("privacy.lift")}
          </Button>
        )
      }
    />
  );
}

function Manage({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<"archive" | "erase">();
  const close = () => setOpen(undefined);
  return (
    <div className={styles.manage}>
      {can("record.export", "customer") && (
        <button type="button" className={`plain ${styles.all}`} onClick={() => setOpen("archive")}>
          {t("archive.open")}
        </button>
      )}
      <button type="button" className={`plain ${styles.all}`} onClick={() => setOpen("erase")}>
        {t("privacy.erase")}
      </button>

      {open === "archive" && <ArchiveDialog customer={customer} onClose={close} />}
      {open === "erase" && <EraseDialog customer={customer} onClose={close} />}
    </div>
  );
}

function Row({ def, customer, row }: { def: ObjectDef; customer: string; row: Standing }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const can = useCan();
  const fail = useFailureNotice();
  const create = useCreate("consent");
  const [purpose, channel, state] = ["purpose", "channel", "state"].map((name) => fieldOf(def, name));
  if (!purpose || !channel || !state) return null;
  async function withdraw() {
    const values = { customer, purpose: row.purpose, channel: row.channel, state: "withdrawn" };
    const done = create.mutateAsync({ values, key: crypto.randomUUID() });
    await done.catch((error) => fail(t("privacy.withdraw"), error));
  }
  return (
    <tr>
      <td>
        <RecordLink object="consent" id={row.consent}>
          <FieldValue field={purpose} value={row.purpose} />
        </RecordLink>
        {row.channel !== "any" && (
          <div className="muted">
            <FieldValue field={channel} value={row.channel} />
          </div>
        )}
      </td>
      <td>
        {row.state === "expired" ? (
          <Tag dot color="grey" text={t("privacy.expired")} />
        ) : (
          <FieldValue field={state} value={row.state} />
        )}
        <div className="muted">
          <When value={row.given_at} />
        </div>
        {row.state === "granted" && row.expires_at && (
          <div className="muted">
            {t("privacy.until", { day: formatDay(row.expires_at, language, zone) })}
          </div>
        )}
      </td>
      <td data-right="">
        {row.state === "granted" && can("record.create", "consent") && (
          <Popconfirm
            title={t("privacy.withdrawAsk")}
            okText={t("privacy.withdraw")}
            cancelText={t("action.cancel")}
            onConfirm={withdraw}
          >
            <Button size="small" loading={create.isPending}>
              {t("privacy.withdraw")}
            </Button>
          </Popconfirm>
        )}
      </td>
    </tr>
  );
}

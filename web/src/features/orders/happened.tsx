import { useQuery } from "@tanstack/react-query";
import {
  Banknote,
  CircleCheckBig,
  type LucideIcon,
  PackageX,
  ShoppingBag,
  Truck,
  Undo2,
  XCircle,
} from "lucide-react";
import type { ReactNode } from "react";
import { get } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { ObjectDef, Page, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useMode } from "../../app/preferences";
import { namedColor } from "../../app/theme";
import { formatMoney, isMoney } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import type { Change } from "../records/page/change";
import { refundsQuery, returnsQuery } from "./data";
import styles from "./order-record.module.css";

interface Entry {
  key: string;
  at: string;
  icon: LucideIcon;
  color: string;
  what: ReactNode;
  detail?: ReactNode;
  text?: unknown;
  by?: string | null;
}

/** What happened to an order: placed, paid, sent, cancelled; what came back and what was given back. */
export function Happened({ object, order }: { object: ObjectDef; order: RecordData }) {
  const changes = useQuery({
    queryKey: ["history", object.name, order.id, "latest"],
    queryFn: ({ signal }) =>
      get<Page<Change>>(`/records/${object.name}/${order.id}/history`, { limit: 200 }, signal),
  });
  const returns = useQuery(returnsQuery(order.id));
  const refunds = useQuery(refundsQuery(order.id));
  const placed = usePlaced(order);
  const changed = useChanged(object, order, changes.data?.items ?? []);
  const back = useReturns(object, returns.data ?? []);
  const given = useRefunds(refunds.data ?? []);
  const entries = [...placed, ...changed, ...back, ...given].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at),
  );
  return (
    <ol className={styles.happened}>
      {entries.map((entry) => (
        <Item key={entry.key} entry={entry} />
      ))}
    </ol>
  );
}

function Item({ entry }: { entry: Entry }) {
  const color = namedColor(entry.color, useMode());
  return (
    <li>
      <span className={styles.icon} style={{ color: color.text, background: color.background }}>
        <entry.icon size={13} aria-hidden="true" />
      </span>
      <div className={styles.what}>
        <b>{entry.what}</b>
        {entry.detail}
        {entry.by && <UserName id={entry.by} />}
        <span className={styles.when}>
          <When value={entry.at} />
        </span>
      </div>
      {typeof entry.text === "string" && entry.text && <p>{entry.text}</p>}
    </li>
  );
}

function usePlaced(order: RecordData): Entry[] {
  const { t } = useTranslation();
  const what = order.kind === "return" ? t("orders.happened.cameBack") : t("orders.happened.placed");
  const at = String(order.ordered_at ?? order.created_at);
  return [
    {
      key: "placed",
      at,
      icon: order.kind === "return" ? PackageX : ShoppingBag,
      color: "green",
      what,
      by: order.created_by as string | null,
    },
  ];
}

/** Steps that the order's own fields tell: payment, delivery, completion, cancellation. */
function useChanged(object: ObjectDef, order: RecordData, changes: Change[]): Entry[] {
  const { t } = useTranslation();
  const delivery = fieldOf(object, "delivery_status");
  const entries: Entry[] = [];
  for (const change of changes) {
    const after = (name: string) => change.changes.find((one) => one.field === name)?.after;
    const base = { at: change.at, by: change.user };
    const key = change.at;
    if (after("payment_status") === "paid") {
      const at = typeof order.paid_at === "string" ? order.paid_at : change.at;
      entries.push({
        ...base,
        at,
        key: `paid ${key}`,
        icon: Banknote,
        color: "green",
        what: t("orders.happened.paid"),
      });
    }
    if (after("status") === "cancelled")
      entries.push({
        ...base,
        key: `cancelled ${key}`,
        icon: XCircle,
        color: "grey",
        what: t("orders.happened.cancelled"),
        text: after("status_reason"),
      });
    if (after("status") === "completed")
      entries.push({
        ...base,
        key: `completed ${key}`,
        icon: CircleCheckBig,
        color: "green",
        what: t("orders.happened.completed"),
      });
    const sent = after("delivery_status");
    if (sent && delivery)
      entries.push({
        ...base,
        key: `delivery ${key}`,
        icon: Truck,
        color: "blue",
        what: t("orders.happened.delivery"),
        detail: <FieldValue field={delivery} value={sent} />,
      });
  }
  if (typeof order.paid_at === "string" && !entries.some((one) => one.key.startsWith("paid")))
    entries.push({
      key: "paid",
      at: order.paid_at,
      icon: Banknote,
      color: "green",
      what: t("orders.happened.paid"),
    });
  return entries;
}

function useReturns(object: ObjectDef, returns: RecordData[]): Entry[] {
  const { t } = useTranslation();
  const { language } = usePlace();
  const status = fieldOf(object, "status");
  return returns.map((one) => ({
    key: one.id,
    at: String(one.ordered_at ?? one.created_at),
    icon: PackageX,
    color: "red",
    what: t("orders.happened.returned"),
    detail: (
      <>
        <RecordLink object="order" id={one.id} className="num">
          {String(one.number ?? "")}
        </RecordLink>
        {isMoney(one.total) && <span className="num">{formatMoney(one.total, language)}</span>}
        {status && one.status === "cancelled" && <FieldValue field={status} value={one.status} />}
      </>
    ),
    text: one.status_reason,
    by: one.created_by as string | null,
  }));
}

function useRefunds(refunds: RecordData[]): Entry[] {
  const { t } = useTranslation();
  const { language } = usePlace();
  const def = objectOf(useMeta(), "refund");
  const method = def && fieldOf(def, "method");
  return refunds.map((one) => ({
    key: one.id,
    at: String(one.refunded_at ?? one.created_at),
    icon: Undo2,
    color: "purple",
    what: t("orders.happened.refunded"),
    detail: (
      <>
        {isMoney(one.amount) && <span className="num">{formatMoney(one.amount, language)}</span>}
        {method && <FieldValue field={method} value={one.method} />}
      </>
    ),
    text: one.reason,
    by: one.created_by as string | null,
  }));
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronRight, ReceiptText } from "lucide-react";
import { useState } from "react";
import { get } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { shortListQuery } from "../../api/records";
import { useMeta } from "../../api/session";
import type { ObjectDef, Page, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { formatDay, formatMoney, formatNumber, isMoney } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { LineProduct } from "../orders/line-product";
import { FieldValue } from "../records/field/value";
import { Section } from "../records/page/section";
import styles from "./orders.module.css";

/** Orders of a customer, newest first; each opens to its lines. */
export function Orders({ customer, count }: { customer: string; count: number }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const def = objectOf(useMeta(), "order");
  const list = useInfiniteQuery({
    queryKey: ["records", "order", "of", customer],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RecordData>>(
        "/records/order",
        { filter: `customer:${customer}`, sort: "-ordered_at", limit: 12, cursor: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    enabled: Boolean(def),
  });
  if (!def) return null;
  const orders = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t("orders.title")} count={count ? formatNumber(count, language) : null}>
      {list.isSuccess && orders.length === 0 && <Empty small icon={ReceiptText} title={t("orders.none")} />}
      <ul>
        {orders.map((order) => (
          <Order key={order.id} def={def} order={order} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          size="small"
          className={styles.more}
          loading={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          {t("action.showMore")}
        </Button>
      )}
    </Section>
  );
}

function Order({ def, order }: { def: ObjectDef; order: RecordData }) {
  const { language, zone } = usePlace();
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const status = fieldOf(def, "status");
  const number = String(order.number ?? "");
  return (
    <li className={styles.order}>
      <div className={styles.row}>
        <button
          type="button"
          className={`plain ${styles.toggle}`}
          aria-expanded={open}
          aria-label={t("orders.lines", { number })}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={15} aria-hidden="true" data-open={open ? "" : undefined} />
        </button>
        <RecordLink object="order" id={order.id} className="num">
          {number}
        </RecordLink>
        <span className={`${styles.day} num`}>
          {formatDay(String(order.ordered_at ?? ""), language, zone)}
        </span>
        {status && order.status !== "completed" && <FieldValue field={status} value={order.status} />}
        <span
          className={`${styles.total} num`}
          data-minus={isMoney(order.total) && order.total.amount.startsWith("-") ? "" : undefined}
        >
          {isMoney(order.total) ? formatMoney(order.total, language) : ""}
        </span>
      </div>
      {open && <Lines order={order.id} />}
    </li>
  );
}

function Lines({ order }: { order: string }) {
  const { language } = usePlace();
  const { t } = useTranslation();
  const { data } = useQuery(
    shortListQuery("order_line", { filter: `order:${order}`, sort: "position", limit: 200 }),
  );
  if (!data) return <div className="bone" style={{ height: 40, marginLeft: 24 }} />;
  return (
    <table className={styles.lines}>
      <tbody>
        {data.items.map((line) => (
          <tr key={line.id}>
            <td>
              <LineProduct line={line} />
            </td>
            <td className="num">
              {formatNumber(String(line.quantity ?? ""), language)} ×{" "}
              {formatNumber(String(line.unit_price ?? "0"), language, 2)}
            </td>
            <td className="num">{isMoney(line.amount) ? formatMoney(line.amount, language) : ""}</td>
          </tr>
        ))}
        {data.next && (
          <tr>
            <td colSpan={3}>
              <RecordLink object="order" id={order}>
                {t("orders.allLines")}
              </RecordLink>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

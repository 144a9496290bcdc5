import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ReceiptText } from "lucide-react";
import { get } from "../../api/client";
import type { Page, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { formatMoney, formatNumber, isMoney } from "../../ui/format";
import { Table } from "../../ui/table";
import { LineProduct } from "./line-product";
import styles from "./order-record.module.css";

/** What was ordered, and the sums. */
export function Lines({ order }: { order: RecordData }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const list = useInfiniteQuery({
    queryKey: ["records", "order_line", "of", order.id],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RecordData>>(
        "/records/order_line",
        { filter: `order:${order.id}`, sort: "position", limit: 200, cursor: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  const lines = list.data?.pages.flatMap((one) => one.items) ?? [];
  if (list.isSuccess && lines.length === 0)
    return <Empty small icon={ReceiptText} title={t("orders.noLines")} />;
  return (
    <>
      <Table
        dense
        head={
          <>
            <th>{t("orders.product")}</th>
            <th data-right="">{t("orders.quantity")}</th>
            <th data-right="">{t("orders.price")}</th>
            <th data-right="">{t("orders.amount")}</th>
          </>
        }
      >
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </Table>
      {list.hasNextPage && (
        <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
      <dl className={styles.totals}>
        {(["subtotal", "discount", "tax", "shipping", "total", "refunded"] as const).map((name) => {
          const value = order[name];
          const zero = !isMoney(value) || Number(value.amount) === 0;
          if (zero && name !== "total") return null;
          return (
            <div key={name} data-total={name === "total" ? "" : undefined}>
              <dt>{t(`orders.sum.${name}`)}</dt>
              <dd className="num">{isMoney(value) ? formatMoney(value, language) : "—"}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

function Line({ line }: { line: RecordData }) {
  const { language } = usePlace();
  const price = String(line.unit_price ?? "");
  const digits = Math.max(2, (price.split(".")[1] ?? "").replace(/0+$/, "").length);
  return (
    <tr>
      <td className={styles.product}>
        <LineProduct line={line} />
        <span className={styles.sku}>{String(line.sku ?? "")}</span>
      </td>
      <td className="num" data-right="">
        {formatNumber(String(line.quantity ?? ""), language)}
      </td>
      <td className="num" data-right="">
        {price && formatNumber(price, language, digits)}
      </td>
      <td className="num" data-right="">
        {isMoney(line.amount) ? formatMoney(line.amount, language) : ""}
      </td>
    </tr>
  );
}

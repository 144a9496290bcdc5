import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ShoppingBag } from "lucide-react";
import { get } from "../../api/client";
import type { Page, RecordData, TitleMap } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { formatMoney, formatNumber, isMoney } from "../../ui/format";
import { ReferenceLink } from "../records/field/reference-link";
import styles from "./product-record.module.css";

interface Sales {
  lines: RecordData[];
  /** Orders of the lines by id. */
  orders: Map<string, RecordData>;
  titles: TitleMap;
  next: string;
}

/** A page of the lines that sold a product; all their orders come in one request, with the buyers' names. */
async function salesOf(product: string, cursor: string, signal: AbortSignal): Promise<Sales> {
  const lines = await get<Page<RecordData>>(
    "/records/order_line",
    { filter: `product:${product}`, sort: "-created_at", limit: 25, cursor },
    signal,
  );
  const ids = [...new Set(lines.items.map((line) => String(line.order)))];
  const orders = ids.length
    ? await get<Page<RecordData>>(
        "/records/order",
        { filter: `id:${ids.join("|")}`, fields: "number,customer", limit: ids.length, labels: true },
        signal,
      )
    : { items: [], labels: {} };
  return {
    lines: lines.items,
    orders: new Map(orders.items.map((order) => [order.id, order])),
    titles: orders.labels ?? {},
    next: lines.next ?? "",
  };
}

/** The lines that sold the product, with their orders and buyers. */
export function Bought({ product }: { product: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ["records", "order_line", "sold", product],
    queryFn: ({ pageParam, signal }) => salesOf(product, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  if (list.isPending) return <div className="bone" style={{ height: 120 }} />;
  if (list.isError) return <Failure small error={list.error} retry={() => list.refetch()} />;
  if (list.data.pages[0]?.lines.length === 0)
    return <Empty small icon={ShoppingBag} title={t("catalog.neverSold")} />;
  return (
    <>
      <ul>
        {list.data.pages.flatMap(({ lines, orders, titles }) =>
          lines.map((line) => (
            <Line key={line.id} line={line} order={orders.get(String(line.order))} titles={titles} />
          )),
        )}
      </ul>
      {list.hasNextPage && (
        <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
    </>
  );
}

interface LineProps {
  line: RecordData;
  order: RecordData | undefined;
  titles: TitleMap;
}

function Line({ line, order, titles }: LineProps) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const customer = order?.customer;
  return (
    <li className={styles.line}>
      {order && <ReferenceLink object="order" id={order.id} title={String(order.number ?? "")} />}
      <span className={`${styles.buyer} clip`}>
        {typeof customer === "string" ? (
          <ReferenceLink object="customer" id={customer} title={titles[customer]} />
        ) : (
          <span className="muted">{t("orders.anonymous")}</span>
        )}
      </span>
      <span className={`${styles.quantity} num`}>{formatNumber(String(line.quantity ?? ""), language)}</span>
      <span className={`${styles.amount} num`}>
        {isMoney(line.amount) ? formatMoney(line.amount, language) : ""}
      </span>
    </li>
  );
}

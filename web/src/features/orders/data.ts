import { queryOptions } from "@tanstack/react-query";
import { everyRecord } from "../../api/records";
import type { Can } from "../../api/session";
import type { Money, RecordData } from "../../api/types";
import { isMoney } from "../../ui/format";

/** Orders that brought goods of an order back. */
export function returnsQuery(order: string) {
  return queryOptions({
    queryKey: ["records", "order", "returns", order],
    queryFn: ({ signal }) =>
      everyRecord("order", { filter: `original:${order}`, sort: "-ordered_at" }, signal),
  });
}

/** Money given back for an order. */
export function refundsQuery(order: string) {
  return queryOptions({
    queryKey: ["records", "refund", "of", order],
    queryFn: ({ signal }) =>
      everyRecord("refund", { filter: `order:${order}`, sort: "-refunded_at" }, signal),
  });
}

/** What of an order's lines did not come back yet. */
export function returnableQuery(order: string) {
  return queryOptions({
    queryKey: ["records", "order_line", "returnable", order],
    queryFn: async ({ signal }) => {
      const [own, back] = await Promise.all([
        everyRecord("order_line", { filter: `order:${order}`, sort: "position" }, signal),
        everyRecord(
          "order_line",
          { filter: `order.original:${order} not order.status:cancelled`, sort: "position" },
          signal,
        ),
      ]);
      return returnable(own, back);
    },
    staleTime: 0,
  });
}

export interface Returnable {
  line: RecordData;
  /** How much may still come back. */
  most: number;
}

/** Lines of returns do not name the line that they came with; they are alike in these. */
function likeness(line: RecordData): string {
  return JSON.stringify([line.position, line.product, line.sku, line.unit_price]);
}

/** Lines of which something is left, with how much; quantities have at most three digits after the point. */
export function returnable(own: RecordData[], back: RecordData[]): Returnable[] {
  const returned = new Map<string, number>();
  for (const line of back) {
    const key = likeness(line);
    returned.set(key, (returned.get(key) ?? 0) - thousandths(line.quantity));
  }
  return own.flatMap((line) => {
    const key = likeness(line);
    const sold = thousandths(line.quantity);
    const taken = Math.max(0, Math.min(sold, returned.get(key) ?? 0));
    returned.set(key, (returned.get(key) ?? 0) - taken);
    return sold > taken ? { line, most: (sold - taken) / 1000 } : [];
  });
}

function thousandths(quantity: unknown): number {
  return Math.round(Number(quantity ?? 0) * 1000);
}

/** What was paid and not yet given back; undefined where the order says no amount. */
export function refundable(order: RecordData): Money | undefined {
  const { total, refunded } = order;
  if (!isMoney(total)) return undefined;
  const digits = total.amount.split(".")[1]?.length ?? 0;
  const given = isMoney(refunded) ? Number(refunded.amount) : 0;
  return { amount: (Number(total.amount) - given).toFixed(digits), currency: total.currency };
}

export type Step = "pay" | "return" | "refund" | "cancel";

/** What may be done next with an order, in the order in which it is offered. */
export function stepsOf(order: RecordData, can: Can): Step[] {
  if (order.deleted_at) return [];
  const sale = order.kind === "sale";
  const standing = order.status === "open" || order.status === "completed";
  const paid = order.payment_status === "paid" || order.payment_status === "partly_refunded";
  const steps: Step[] = [];
  if (
    can("record.update", "order") &&
    order.kind !== "return" &&
    standing &&
    order.payment_status === "unpaid"
  )
    steps.push("pay");
  if (can("record.create", "order") && sale && standing) steps.push("return");
  if (can("record.create", "refund") && paid && Number(refundable(order)?.amount ?? 0) > 0)
    steps.push("refund");
  if (can("record.update", "order") && standing) steps.push("cancel");
  return steps;
}

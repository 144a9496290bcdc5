import type { RecordData } from "../../api/types";

export type Grade = "good" | "fair" | "poor";
type PartName = "rhythm" | "trend" | "returns" | "overdue";

/** One thing that health is judged by. */
export interface Part {
  name: PartName;
  grade: Grade;
  /** Days since the last order; change of spend; share of returns; overdue tasks. */
  value: number;
  /** Of the rhythm: days that usually lie between two orders. */
  usual?: number;
}

export interface Health {
  grade: Grade;
  parts: Part[];
}

const day = 86_400_000;
/** Days after which somebody who bought once is missed. */
const once = 90;

function grade(value: number, good: number, fair: number): Grade {
  return value <= good ? "good" : value <= fair ? "fair" : "poor";
}

/** Whether the time since the last order is longer than the customer usually lets pass. */
function rhythm(customer: RecordData, now: number): Part | undefined {
  const [first, last] = [customer.first_order_at, customer.last_order_at].map((at) => Date.parse(String(at)));
  const orders = Number(customer.orders_count ?? 0);
  if (!last || !first || orders < 1) return undefined;
  const value = Math.max(0, Math.floor((now - last) / day));
  const usual = orders > 1 ? Math.max(1, Math.round((last - first) / day / (orders - 1))) : once;
  return { name: "rhythm", grade: grade(value / usual, 1.5, 3), value, usual };
}

/** How a customer is: from how often and how lately they buy, whether that rises or falls, what they return, what is overdue. */
export function healthOf(
  customer: RecordData,
  trend: number | null,
  overdue: number,
  now: number = Date.now(),
): Health | undefined {
  const parts: Part[] = [];
  const orders = Number(customer.orders_count ?? 0);
  const buys = rhythm(customer, now);
  if (buys) parts.push(buys);
  if (trend !== null) parts.push({ name: "trend", grade: grade(-trend, 0.1, 0.5), value: trend });
  if (orders > 0) {
    const share = Number(customer.returns_count ?? 0) / orders;
    parts.push({ name: "returns", grade: grade(share, 0.1, 0.3), value: share });
  }
  if (parts.length === 0) return undefined;
  parts.push({ name: "overdue", grade: grade(overdue, 0, 2), value: overdue });
  const poor = parts.filter((part) => part.grade === "poor").length;
  const worse = parts.filter((part) => part.grade !== "good").length;
  return { grade: poor > 1 ? "poor" : worse > 1 || poor === 1 ? "fair" : "good", parts };
}

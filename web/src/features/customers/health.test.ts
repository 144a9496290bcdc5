import { expect, it } from "vitest";
import type { RecordData } from "../../api/types";
import { healthOf } from "./health";

const now = Date.parse("2026-11-23T00:00:00Z");
const customer = (values: object) => values as RecordData;
const loyal = customer({
  orders_count: 11,
  returns_count: 0,
  first_order_at: "2026-01-05T00:00:00Z",
  last_order_at: "2026-11-01T00:00:00Z",
});

it("is good while the usual rhythm is kept", () => {
  const health = healthOf(loyal, 0.2, 0, now);
  expect(health?.grade).toBe("good");
  expect(health?.parts[0]).toEqual({ name: "rhythm", grade: "good", value: 22, usual: 30 });
});

it("grows worse with each thing that is", () => {
  const late = { ...loyal, last_order_at: "2026-07-01T00:00:00Z" };
  expect(healthOf(late, 0.2, 0, now)?.grade).toBe("fair");
  expect(healthOf(late, -0.9, 0, now)?.grade).toBe("poor");
  expect(healthOf({ ...loyal, returns_count: 2 }, 0, 1, now)?.grade).toBe("fair");
  expect(healthOf({ ...loyal, returns_count: 9 }, 0, 5, now)?.grade).toBe("poor");
});

it("misses who bought once, and says nothing of who never did", () => {
  const one = { ...loyal, orders_count: 1, first_order_at: "2026-11-01T00:00:00Z" };
  expect(healthOf(one, null, 0, now)?.parts[0]?.usual).toBe(90);
  expect(healthOf(customer({ orders_count: 0 }), null, 3, now)).toBeUndefined();
});

import { expect, it } from "vitest";
import type { RecordData } from "../../api/types";
import { refundable, returnable, stepsOf } from "./data";

const line = (id: string, values: object) =>
  ({ id, sku: "A", unit_price: "1.5", ...values }) as unknown as RecordData;
const order = (values: object) =>
  ({ id: "o", kind: "sale", status: "open", ...values }) as unknown as RecordData;
const gbp = (amount: string) => ({ amount, currency: "GBP" });

it("leaves what did not come back, line by line", () => {
  const own = [
    line("1", { position: 1, quantity: "3" }),
    line("2", { position: 2, quantity: "0.3" }),
    line("3", { position: 3, quantity: "2" }),
  ];
  const back = [
    line("r1", { position: 1, quantity: "-1" }),
    line("r2", { position: 1, quantity: "-1" }),
    line("r3", { position: 2, quantity: "-0.1" }),
    line("r4", { position: 3, quantity: "-2" }),
  ];
  expect(returnable(own, back).map((one) => [one.line.id, one.most])).toEqual([
    ["1", 1],
    ["2", 0.2],
  ]);
});

it("takes what came back of lines that are alike from one after the other", () => {
  const own = [line("1", { quantity: "2" }), line("2", { quantity: "2" })];
  expect(returnable(own, [line("r", { quantity: "-3" })]).map((one) => [one.line.id, one.most])).toEqual([
    ["2", 1],
  ]);
});

it("refunds at most what was paid and not given back", () => {
  expect(refundable(order({ total: gbp("249.45"), refunded: gbp("49.40") }))).toEqual(gbp("200.05"));
  expect(refundable(order({ total: { amount: "500", currency: "JPY" } }))).toEqual({
    amount: "500",
    currency: "JPY",
  });
});

it("offers only the steps that the order's state and the person's permissions allow", () => {
  const steps = (values: object, may = ["record.create", "record.update"]) =>
    stepsOf(order(values), (permission) => may.includes(permission));
  expect(steps({ payment_status: "unpaid", total: gbp("5.00") })).toEqual(["pay", "return", "cancel"]);
  expect(steps({ payment_status: "paid", total: gbp("5.00") })).toEqual(["return", "refund", "cancel"]);
  expect(steps({ payment_status: "refunded", status: "returned", total: gbp("5.00") })).toEqual([]);
  expect(steps({ payment_status: "paid", status: "cancelled", total: gbp("5.00") })).toEqual(["refund"]);
  expect(steps({ payment_status: "unpaid", kind: "return", total: gbp("-5.00") })).toEqual(["cancel"]);
  expect(steps({ payment_status: "paid", total: gbp("5.00") }, [])).toEqual([]);
});

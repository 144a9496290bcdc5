import { expect, it } from "vitest";
import { everyMonth, trendOf } from "./months";

const month = (name: string, amount: string) => ({
  month: name,
  orders: 1,
  spend: { amount, currency: "GBP" },
});

it("fills the gaps between months, over the year's end too", () => {
  const filled = everyMonth([month("2010-11", "5.00"), month("2011-02", "7.50")], 24);
  expect(filled).toEqual([
    { month: "2010-11", value: 5 },
    { month: "2010-12", value: 0 },
    { month: "2011-01", value: 0 },
    { month: "2011-02", value: 7.5 },
  ]);
  expect(everyMonth([], 24)).toEqual([]);
});

it("keeps the last months", () => {
  expect(everyMonth([month("2010-01", "1"), month("2011-12", "2")], 3).map((one) => one.month)).toEqual([
    "2011-10",
    "2011-11",
    "2011-12",
  ]);
});

it("compares halves of the last year", () => {
  expect(trendOf([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])).toBe(1);
  expect(trendOf([5, 5])).toBeNull();
});

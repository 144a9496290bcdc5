import { expect, it } from "vitest";
import type { Activity } from "./data";
import { barsOf } from "./density";

const activity: Activity[] = [
  { month: "2010-12", kinds: { order: 2, note: 1 } },
  { month: "2011-02", kinds: { order: 4 } },
];

it("has a bar for each month, empty ones too", () => {
  expect(barsOf(activity, []).bars).toEqual([
    { month: "2010-12", count: 3 },
    { month: "2011-01", count: 0 },
    { month: "2011-02", count: 4 },
  ]);
  expect(barsOf(activity, ["note"]).bars.map((bar) => bar.count)).toEqual([1, 0, 0]);
  expect(barsOf([], []).bars).toEqual([]);
});

it("takes longer steps over longer times", () => {
  const long = [...activity, { month: "2026-11", kinds: { note: 1 } }];
  const { bars, months } = barsOf(long, []);
  expect(months).toBe(3);
  expect(bars[0]).toEqual({ month: "2010-10", count: 3 });
  expect(bars.at(-1)).toEqual({ month: "2026-10", count: 1 });
  expect(bars.length).toBe(65);
});

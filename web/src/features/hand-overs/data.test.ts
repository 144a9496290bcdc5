import { expect, it } from "vitest";
import { type HandOver, percent, written } from "./data";

const one = { state: "running", total: 8, done: 3, restored: 0, kept: 0 } as HandOver;

it("says how far it is, forward and back", () => {
  expect(percent(one)).toBe(37);
  expect(percent({ ...one, total: 0, done: 0 })).toBe(0);
  expect(percent({ ...one, state: "undoing", done: 8, restored: 5, kept: 1 })).toBe(75);
});

it("leaves out rules that name nobody yet", () => {
  const rule = { object: "customer", filter: "country:GB", to: ["a"] };
  const plan = { to: [], rules: [rule, { ...rule, to: [] }], finished: false };
  expect(written(plan).rules).toEqual([rule]);
});

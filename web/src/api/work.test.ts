import { expect, it } from "vitest";
import { isUnderWay, percentOf } from "./work";

it("knows what is still under way", () => {
  expect(["waiting", "running", "undoing"].every((state) => isUnderWay({ state }))).toBe(true);
  expect(["done", "failed", "cancelled", "undone"].some((state) => isUnderWay({ state }))).toBe(false);
  expect(isUnderWay(undefined)).toBe(false);
  expect(isUnderWay(null)).toBe(false);
});

it("says 100 percent only when all is done", () => {
  expect(percentOf(3, 8)).toBe(37);
  expect(percentOf(999, 1000)).toBe(99);
  expect(percentOf(8, 8)).toBe(100);
  expect(percentOf(0, 0)).toBe(0);
});

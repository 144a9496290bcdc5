import { expect, it } from "vitest";
import { blockOf, isSingle, moved, single, tabbed } from "./place";

const bounds = { rows: 100, cols: 4, page: 20 };
const press = (key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

it("begins at the first cell and stays within the table", () => {
  expect(moved(undefined, press("ArrowDown"), bounds)?.at).toEqual({ row: 0, col: 0 });
  expect(moved(single({ row: 99, col: 3 }), press("ArrowDown"), bounds)?.at).toEqual({ row: 99, col: 3 });
  expect(moved(single({ row: 5, col: 0 }), press("ArrowLeft"), bounds)?.at).toEqual({ row: 5, col: 0 });
  expect(moved(undefined, press("ArrowDown"), { ...bounds, rows: 0 })).toBeUndefined();
  expect(moved(undefined, press("a"), bounds)).toBeUndefined();
});

it.each([
  ["Home", {}, { row: 5, col: 0 }],
  ["Home", { ctrlKey: true }, { row: 0, col: 0 }],
  ["End", {}, { row: 5, col: 3 }],
  ["End", { ctrlKey: true }, { row: 99, col: 3 }],
  ["PageDown", {}, { row: 25, col: 2 }],
  ["PageUp", {}, { row: 0, col: 2 }],
  ["ArrowUp", { ctrlKey: true }, { row: 0, col: 2 }],
])("%s %o", (key, more, at) => {
  expect(moved(single({ row: 5, col: 2 }), press(key, more), bounds)?.at).toEqual(at);
});

it("draws a block out with Shift, and lets it go without", () => {
  const drawn = moved(single({ row: 5, col: 2 }), press("ArrowUp", { shiftKey: true }), bounds);
  expect(drawn && blockOf(drawn)).toEqual({ top: 4, bottom: 5, left: 2, right: 2 });
  const left = drawn && moved(drawn, press("ArrowRight"), bounds);
  expect(left && isSingle(left)).toBe(true);
});

it("goes over the ends of rows by Tab, and out at the ends of the table", () => {
  expect(tabbed({ row: 0, col: 3 }, false, bounds)).toEqual({ row: 1, col: 0 });
  expect(tabbed({ row: 1, col: 0 }, true, bounds)).toEqual({ row: 0, col: 3 });
  expect(tabbed({ row: 0, col: 0 }, true, bounds)).toBeUndefined();
  expect(tabbed({ row: 99, col: 3 }, false, bounds)).toBeUndefined();
});

import { expect, it } from "vitest";
import { readSort, toggleSort, writeSort } from "./sort";

it("reads and writes keys", () => {
  expect(writeSort(readSort("-spend,name"))).toBe("-spend,name");
  expect(writeSort([])).toBeUndefined();
});

it("goes up, down, off", () => {
  const up = toggleSort([], "name", false);
  const down = toggleSort(up, "name", false);
  expect([writeSort(up), writeSort(down), writeSort(toggleSort(down, "name", false))]).toEqual([
    "name",
    "-name",
    undefined,
  ]);
});

it("keeps other keys when asked", () => {
  const keys = readSort("-spend,name");
  expect(writeSort(toggleSort(keys, "name", true))).toBe("-spend,-name");
  expect(writeSort(toggleSort(keys, "country", true))).toBe("-spend,name,country");
  expect(writeSort(toggleSort(keys, "country", false))).toBe("country");
});

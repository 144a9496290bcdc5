import { expect, test } from "vitest";
import { contested } from "./contested";

const base = { id: "1", name: "Li", city: "Wuhan", tags: ["a"], note: null };

test("only fields that both changed, and differently, are contested", () => {
  const mine = { name: "Li Na", city: "Beijing", tags: ["a", "b"] };
  expect(contested(mine, base, { ...base, note: "new" })).toEqual([]);
  expect(contested(mine, base, { ...base, city: "Beijing" })).toEqual([]);
  expect(contested(mine, base, { ...base, city: "Xi'an", tags: ["c"] })).toEqual(["city", "tags"]);
});

test("an emptied field is contested by one that was filled anew", () => {
  expect(contested({ city: null }, base, { ...base, city: "Xi'an" })).toEqual(["city"]);
  expect(contested({ note: "x" }, { id: "1" }, base)).toEqual([]);
});

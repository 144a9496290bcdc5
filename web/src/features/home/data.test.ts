import { expect, it } from "vitest";
import { appCards, kinds, moved } from "./data";

it("moves a card to any place", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

it("shows each card once", () => {
  for (const administers of [true, false]) {
    const shown = appCards(administers).map(({ kind }) => kind);
    expect(new Set(shown).size).toBe(shown.length);
    expect(kinds).toEqual(expect.arrayContaining(shown));
  }
});

import { expect, test } from "vitest";
import { inTree, type Unit } from "./data";

const unit = (id: string, parent: string | null): Unit => ({
  id,
  name: id,
  kind: "team",
  parent,
  people: 0,
  objects: {},
  may_change: true,
  own: false,
  taken_by_above: false,
  may_take: false,
});

test("units stand below theirs, also when the one above is gone or they stand in a circle", () => {
  const units = [unit("shop", "dealer"), unit("dealer", "head"), unit("head", null), unit("lost", "gone")];
  const circle = [unit("a", "b"), unit("b", "a")];
  const tree = inTree([...units, ...circle]).map(({ unit: { id }, depth }) => `${depth} ${id}`);
  expect(tree).toEqual(["0 head", "1 dealer", "2 shop", "0 lost", "0 a", "1 b"]);
});

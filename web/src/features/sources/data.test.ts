import { expect, it } from "vitest";
import { moved } from "./data";

it("moves a source up and down, and not beyond the ends", () => {
  const list = ["hand", "erp", "shop"];
  expect(moved(list, 1, -1)).toEqual(["erp", "hand", "shop"]);
  expect(moved(list, 1, 1)).toEqual(["hand", "shop", "erp"]);
  expect(moved(list, 0, -1)).toEqual(list);
  expect(moved(list, 2, 1)).toEqual(list);
});

import { expect, test } from "vitest";
import type { ObjectDef } from "../../api/types";
import { judged, replaced, type Standing } from "./data";

const rule = (name: string) => ({ name }) as Standing;

test("rules are added, changed and removed at their place", () => {
  const all = [rule("a"), rule("b")];
  const names = (at: number | undefined, one: Standing | undefined) =>
    replaced(all, at, one).map(({ name }) => name);
  expect(names(undefined, rule("c"))).toEqual(["a", "b", "c"]);
  expect(names(0, rule("c"))).toEqual(["c", "b"]);
  expect(names(1, undefined)).toEqual(["a"]);
});

test("rules ask for what is entered", () => {
  const fields = ["id", "created_at", "updated_at", "owner", "owner_team"].map((name) => ({
    name,
    type: "text",
  }));
  const others = [
    { name: "spend", type: "roll_up" },
    { name: "number", type: "auto_number" },
    { name: "average", type: "formula" },
  ];
  const object = { name: "customer", fields: [...fields, ...others] } as unknown as ObjectDef;
  expect(judged(object).fields.map(({ name }) => name)).toEqual(["created_at", "owner", "average"]);
});

import { expect, it } from "vitest";
import type { ObjectDef } from "../../api/types";
import { comparable, type Rules, waysOf, without } from "./rules-data";

const rules: Rules = {
  compare: [
    { field: "name", how: "name", weight: 1 },
    { field: "phones", how: "phone", weight: 1 },
  ],
  blocks: [["name"], ["phones"]],
  sure: [["name", "phones"]],
  least: 0.5,
};

it("a field that is no longer compared is in no set either", () => {
  const left = without(rules, "phones");
  expect(left.compare.map((one) => one.field)).toEqual(["name"]);
  expect(left.blocks).toEqual([["name"]]);
  expect(left.sure).toEqual([]);
});

it("offers fields that can be compared and are not yet", () => {
  const fields = [
    { name: "name", type: "text" },
    { name: "emails", type: "email" },
    { name: "total", type: "money" },
    { name: "old", type: "text", hidden: true },
  ];
  const object = { name: "customer", fields } as unknown as ObjectDef;
  expect(comparable(object, rules).map((field) => field.name)).toEqual(["emails"]);
  expect(waysOf(object.fields[1])[0]).toBe("email");
  expect(waysOf(undefined)).toEqual([]);
});

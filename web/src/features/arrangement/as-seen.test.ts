import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../api/types";
import { nothing } from "../roles/data";
import { asSeen } from "./as-seen";
import { always } from "./data";

it("shows what is for a role and what it may read, in the order of pages", () => {
  const fields = ["id", "a", "b", "c"].map((name) => ({ name, section: "x" }) as FieldDef);
  const section = (name: string, fields: string[], roles: string[]) => ({
    ...always,
    name,
    labels: {},
    tab: "",
    columns: 1,
    fields,
    roles,
  });
  const all = {
    version: 1,
    tabs: [],
    sections: [section("p", ["c", "gone"], ["boss"]), section("q", ["b", "a"], [])],
    fields: { b: { when: "a:1", roles: ["clerk"] } },
  };
  const object = { name: "thing", fields } as unknown as ObjectDef;
  const boss = asSeen(object, all, "boss", { ...nothing, fields: { a: "hidden", b: "read" } });
  expect(boss.fields.map((field) => `${field.section} ${field.name}`)).toEqual(["p c", "q b", "x id"]);
  expect(boss.arrangement?.out).toEqual(["b"]);
  expect(asSeen(object, all, "clerk").arrangement?.out).toEqual(["c", "gone"]);
  expect(boss.arrangement?.when).toEqual({ b: "a:1" });
});

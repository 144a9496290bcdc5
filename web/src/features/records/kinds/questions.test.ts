import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { parse } from "../filter/syntax";
import { and, hasValue, questionOf } from "./questions";

const stage = { name: "stage", type: "select", labels: {}, access: "write" } as FieldDef;
const object = { name: "deal", title: "name", fields: [{ name: "name" }, stage] } as unknown as ObjectDef;

it("narrows any condition without changing what it means", () => {
  const both = and("country:GB or country:FR", hasValue(stage, "won"));
  expect(both).toBe("(country:GB or country:FR) stage:won");
  expect(parse(both).kind).toBe("all");
  expect(and(undefined, hasValue(stage, null))).toBe("stage:empty");
  expect(() => parse(and("name:x", hasValue(stage, "two words")))).not.toThrow();
});

it("asks for what cards show, the title always", () => {
  expect(questionOf(object, { filter: "a:1", sort: "-name", open: "r" }, [stage, undefined, stage])).toEqual({
    filter: "a:1",
    q: undefined,
    sort: "-name",
    deleted: undefined,
    fields: "name,stage",
  });
});

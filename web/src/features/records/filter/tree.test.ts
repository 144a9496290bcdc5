import { describe, expect, it } from "vitest";
import { parse, write } from "./syntax";
import { blankGroup, clausesIn, type Group, groupOf, nodeOf } from "./tree";

describe("the tree of the builder", () => {
  it.each([
    "a:1",
    "not a:1 b:2",
    "a:1 (b:2 or c:3)",
    "a:1 or b:2 not c:3",
    "not (a:1 or b:2)",
    "not (a:1 b:2) c:3",
    "a:1 (b:2 or not (c:3 or d:4 e:5))",
    "owner.team:my_team created_at:last(45d)",
  ])("keeps %s", (text) => {
    expect(write(nodeOf(groupOf(parse(text))))).toBe(text);
  });

  it("knows the four ways parts go together", () => {
    const joins = ["a:1 b:2", "a:1 or b:2", "not (a:1 or b:2)", "not (a:1 b:2)"].map(
      (text) => groupOf(parse(text)).join,
    );
    expect(joins).toEqual(["all", "any", "none", "not_all"]);
    expect(groupOf(parse("not not (a:1 or b:2)")).join).toBe("any");
  });

  it("leaves groups without parts out, and turns a single part", () => {
    const clause = groupOf(parse("a:1")).parts[0]!;
    const empty: Group = { kind: "group", join: "none", parts: [] };
    expect(write(nodeOf({ kind: "group", join: "all", parts: [clause, empty] }))).toBe("a:1");
    expect(write(nodeOf({ kind: "group", join: "none", parts: [clause] }))).toBe("not a:1");
    expect(nodeOf({ kind: "group", join: "any", parts: [] })).toEqual({ kind: "all", items: [] });
    expect(clausesIn(blankGroup())).toHaveLength(1);
  });
});

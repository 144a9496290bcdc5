import { describe, expect, it } from "vitest";
import { clausesOf, parse, SyntaxProblem, write, writeClauses } from "./syntax";

describe("the compact form of conditions", () => {
  it.each([
    "country:GB spend>=1000",
    "name~wang or name^li",
    "tags:vip|gold not email:empty",
    "not (country:GB or country:FR) spend<5",
    "created_at:last(90d) birthday:this(month)",
    "customer.country:CN",
    "phones$5678 addresses.division:浙江省杭州市",
    "created_at:2011-01-01..2011-02-01 due_at:..2011-01-01",
    'name:"Wang Wei" city:"a\\"b"',
    "(a:1 or b:2) (c:3 or d:4)",
  ])("reads and writes %s", (text) => {
    expect(write(parse(text))).toBe(text);
  });

  it("tells a window and emptiness from quoted words", () => {
    expect(parse("a:empty")).toEqual({ kind: "test", path: "a", op: "empty", values: [] });
    expect(parse('a:"empty"')).toEqual({ kind: "test", path: "a", op: "is", values: ["empty"] });
    expect(parse("a:last(7d)")).toMatchObject({ op: "within", values: ["last(7d)"] });
  });

  it("knows the empty condition", () => {
    expect(parse("  ")).toEqual({ kind: "all", items: [] });
    expect(writeClauses([])).toBe("");
  });

  it.each(["country", "country:", "(a:1", 'a:"b', "a:1)", "=x"])("refuses %s with a place", (text) => {
    expect(() => parse(text)).toThrow(SyntaxProblem);
  });

  it("gives clauses only for plain lists", () => {
    const clauses = clausesOf(parse("a:1 not b:2 c>3"));
    expect(clauses?.map((clause) => clause.not)).toEqual([false, true, false]);
    expect(writeClauses(clauses!)).toBe("a:1 not b:2 c>3");
    expect(clausesOf(parse("a:1 or b:2"))).toBeNull();
    expect(clausesOf(parse("not (a:1 b:2)"))).toBeNull();
  });
});

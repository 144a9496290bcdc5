import { expect, it } from "vitest";
import { actsFor, kinds, placed, type Request } from "./data";

const one = (id: string, part: Partial<Request>) => ({ id, state: "open", ...part }) as Request;

it("shows what is due first, and what was closed last", () => {
  const open = [one("a", { due_at: "2026-02-01" }), one("b", { due_at: "2026-01-01" })];
  expect(placed(open, "open").map(({ id }) => id)).toEqual(["b", "a"]);
  const all = [
    one("a", {}),
    one("b", { state: "done", closed_at: "2026-01-01" }),
    one("c", { state: "refused", closed_at: "2026-01-02" }),
  ];
  expect(placed(all, "closed").map(({ id }) => id)).toEqual(["c", "b"]);
});

it("offers what was asked for and nothing else", () => {
  expect(Object.fromEntries(kinds.map((kind) => [kind, actsFor(kind).join()]))).toEqual({
    access: "archive",
    correction: "",
    erasure: "anonymise,erase",
    restriction: "restrict",
    objection: "object",
    portability: "archive",
  });
});

import { expect, it } from "vitest";
import type { FieldDef, RecordData } from "../../../../api/types";
import { type Branch, forestOf } from "./family";

const field = { name: "parent", type: "reference" } as FieldDef;
const record = (id: string, parent?: string) => ({ id, parent: parent ?? null }) as unknown as RecordData;
const drawn = (branches: Branch[]): string =>
  branches
    .map(
      ({ row, path, below }) =>
        `${path ? "(" : ""}${row.id}${path ? ")" : ""}${below.length ? `[${drawn(below)}]` : ""}`,
    )
    .join(" ");

it("puts what was found below what is above it", () => {
  const matches = [record("leaf", "twig"), record("bough", "root"), record("lone")];
  const above = [record("twig", "bough"), record("bough", "root"), record("root")];
  expect(drawn(forestOf(matches, above, field))).toBe("lone (root)[bough[(twig)[leaf]]]");
});

it("shows what stands below something unseen, and what goes in a circle", () => {
  expect(drawn(forestOf([record("a", "hidden")], [], field))).toBe("a");
  const round = forestOf([record("a", "b"), record("b", "a")], [], field);
  expect(round.map(({ row }) => row.id)).toEqual(["a", "b"]);
});

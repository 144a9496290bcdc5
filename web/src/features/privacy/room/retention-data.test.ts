import { expect, it } from "vitest";
import type { ObjectDef } from "../../../api/types";
import { dates, possible, ruled } from "./retention-data";

const object = (part: object) => ({ name: "note", fields: [], ...part }) as unknown as ObjectDef;

it("offers rules only where records may go", () => {
  const all = [object({}), object({ name: "user" }), object({ hidden: true }), object({ append_only: true })];
  expect(ruled(all).map(({ name }) => name)).toEqual(["note"]);
});

it("makes only customers anonymous", () => {
  expect(possible("customer")).toContain("anonymise");
  expect(possible("note")).toEqual(["delete", "purge"]);
});

it("tells age by single dates", () => {
  const field = (name: string, type: string, multi = false) => ({ name, type, multi });
  const fields = [
    field("created_at", "datetime"),
    field("born", "date"),
    field("days", "date", true),
    field("name", "text"),
    field("deleted_at", "datetime"),
  ];
  expect(dates(object({ fields })).map(({ name }) => name)).toEqual(["created_at", "born"]);
});

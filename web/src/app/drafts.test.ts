import { expect, it } from "vitest";
import { draftText, readDraft } from "./drafts";

it("keeps what was filled in, and nothing of an empty form", () => {
  expect(readDraft(draftText({ name: "Li", phone: "", tags: null, age: 0 }) ?? null)).toEqual({
    name: "Li",
    age: 0,
  });
  expect(draftText({ name: "" })).toBeUndefined();
  expect(draftText("")).toBeUndefined();
  expect(readDraft(draftText("a note") ?? null)).toBe("a note");
});

it("takes whatever was stored", () => {
  expect(readDraft("{broken")).toBeUndefined();
  expect(readDraft(null)).toBeUndefined();
});

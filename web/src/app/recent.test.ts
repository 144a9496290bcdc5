import { expect, test } from "vitest";
import { type Recent, readRecent, withRecent } from "./recent";

const one = (id: string) => ({ object: "customer", id, name: `Name ${id}` });

test("newest first, each once, 24 at most", () => {
  let all: Recent[] = [];
  for (const id of ["a", "b", "a"]) all = withRecent(all, one(id));
  expect(all.map((r) => r.id)).toEqual(["a", "b"]);
  for (let i = 0; i < 40; i++) all = withRecent(all, one(String(i)));
  expect(all).toHaveLength(24);
  expect(readRecent(JSON.stringify(all))).toEqual(all);
});

test("what is stored may be anything", () => {
  for (const stored of [null, "{", "3", '[{"id":1}]', "null"]) expect(readRecent(stored)).toEqual([]);
});

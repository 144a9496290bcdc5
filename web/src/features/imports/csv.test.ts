import { expect, it } from "vitest";
import { readCsv } from "./csv";

it("reads quotes, commas and line breaks in cells", () => {
  expect(readCsv('\uFEFFline,reason\r\n17,"31 Feb, ""not a date"""\n18,"two\nlines"\n')).toEqual([
    ["line", "reason"],
    ["17", '31 Feb, "not a date"'],
    ["18", "two\nlines"],
  ]);
});

it("gives nothing for nothing", () => {
  expect(readCsv("")).toEqual([]);
});

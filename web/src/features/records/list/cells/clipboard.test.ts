import { expect, it } from "vitest";
import { readBlock, writeBlock } from "./clipboard";

it("reads what spreadsheets write", () => {
  expect(readBlock("a\tb\r\nc\t\r\n")).toEqual([
    ["a", "b"],
    ["c", ""],
  ]);
  expect(readBlock("one")).toEqual([["one"]]);
  expect(readBlock("a\t")).toEqual([["a", ""]]);
  expect(readBlock('"two\nlines ""said"""\tx\n')).toEqual([['two\nlines "said"', "x"]]);
});

it("takes a quote that is never closed as it stands", () => {
  expect(readBlock('"5 inch\tb\n')).toEqual([['"5 inch', "b"]]);
  expect(readBlock('17" screen\tb')).toEqual([['17" screen', "b"]]);
});

it("reads back what it wrote", () => {
  const block = [
    ["a\tb", 'say "hi"', ""],
    ["", "line\nbreak", "数据"],
  ];
  expect(readBlock(writeBlock(block))).toEqual(block);
});

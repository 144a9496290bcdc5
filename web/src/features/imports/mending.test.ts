import { expect, test } from "vitest";
import { type Faulty, fileOf, mended, placesOf } from "./mending";

const fault = (column: number) => ({ column, code: "bad_phone", message: "?" });
const row: Faulty = { line: 5, cells: ["1", "Li, Na", "x"], faults: [fault(3)] };

test("only cells that are wrong are asked for, all of them when the row is", () => {
  expect(placesOf(row, 3)).toEqual([2]);
  expect(placesOf({ ...row, faults: [fault(0)] }, 3)).toEqual([0, 1, 2]);
  expect(placesOf(row, 4)).toEqual([0, 1, 2, 3]);
});

test("mended rows become a file that is read in the same way", async () => {
  const cells = mended(row, { 5: { 2: '13 "8"' } }, 3);
  const map = { name: "t", file: { encoding: "gb18030", sheet: "S", date: ["%d.%m.%Y"] }, object: [] };
  const [file, reading] = fileOf("list.csv (mended)", ["id", "name", "phone"], [cells], map);
  expect(file.name).toBe("list.csv (mended)");
  expect(await file.text()).toBe('id,name,phone\r\n1,"Li, Na","13 ""8"""');
  const sent = JSON.parse((reading as { map: string }).map);
  expect(sent.file).toEqual({ encoding: "UTF-8", sheet: "", delimiter: ",", quote: '"', date: ["%d.%m.%Y"] });
});

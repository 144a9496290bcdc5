import { expect, test } from "vitest";
import { known } from "./data";

test("the share of what is known is over all fields of which one may know", () => {
  expect(
    known({
      records: 4,
      fields: [
        [2, 4],
        [1, 2],
      ],
    }),
  ).toBe(0.5);
  expect(known({ records: 3, fields: [[0, 0]] })).toBeUndefined();
});

import { expect, it } from "vitest";
import { type Archive, missing } from "./data";

const one = { state: "done", left_out: { fields: {}, records: {}, files: 0 } } as unknown as Archive;

it("says when an archive is not the whole", () => {
  expect(missing(one)).toBe(false);
  expect(missing({ ...one, left_out: null })).toBe(false);
  for (const part of [{ fields: { customer: ["phones"] } }, { records: { order: 1 } }, { files: 1 }]) {
    expect(
      missing({ ...one, left_out: { fields: {}, records: {}, files: 0, ...part } as Archive["left_out"] }),
    ).toBe(true);
  }
});

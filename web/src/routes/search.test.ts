import { describe, expect, it } from "vitest";
import { parseSearch, readListSearch, stringifySearch } from "./search";

describe("addresses of lists", () => {
  it("keeps texts as they are, numbers and marks too", () => {
    const search = { filter: 'country:GB name~"a&b" tags:x|y', q: "12347", sort: "-spend,name" };
    expect(readListSearch(parseSearch(stringifySearch(search)))).toEqual(search);
  });
  it("leaves empty parts out", () => {
    expect(stringifySearch({ filter: "", q: undefined })).toBe("");
  });
  it("ignores what it does not know", () => {
    expect(readListSearch({ deleted: "yes", other: "1" })).toEqual({});
  });
});

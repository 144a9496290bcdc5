import { expect, test } from "vitest";
import { mentionedIn } from "./mention-input";

test("only those are mentioned whose name still stands in the text", () => {
  const people = { 王伟: "1", "Max Member": "2", Ada: "3" };
  expect(mentionedIn("@王伟 请联系 @Max Member", people)).toEqual(["1", "2"]);
  expect(mentionedIn("Ada, 王伟", people)).toEqual([]);
  expect(mentionedIn("@A", people)).toEqual([]);
});

import { expect, test } from "vitest";
import { type Action, keyOf, press } from "./actions";

const action = (id: string, keys: string, run: (() => void) | undefined = () => {}): Action => ({
  id,
  group: "go",
  text: id,
  keys,
  run,
});
const key = (key: string, more = {}) =>
  keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("keys are named alike with Ctrl, with ⌘ and in capitals", () => {
  expect(key("E")).toBe("e");
  expect(key("Enter", { ctrlKey: true })).toBe("Mod+Enter");
  expect(key("K", { metaKey: true })).toBe("Mod+k");
  expect(key("?")).toBe("?");
  expect(key("Shift")).toBeUndefined();
  expect(key("@", { altKey: true, ctrlKey: true })).toBeUndefined();
});

test("two keys one after the other do what they say, and a wrong second key what it says alone", () => {
  const all = [
    action("customers", "g c"),
    action("orders", "g o"),
    action("create", "c"),
    action("edit", "e"),
  ];
  expect(press(all, "", "g")).toEqual({ waits: "g" });
  expect(press(all, "g", "c").action?.id).toBe("customers");
  expect(press(all, "g", "e").action?.id).toBe("edit");
  expect(press(all, "g", "x")).toEqual({ waits: "" });
  expect(press(all, "", "c").action?.id).toBe("create");
});

test("of two with the same keys the later one holds, and what is only told does nothing", () => {
  const all = [action("page", "Mod+Enter"), action("form", "Mod+Enter"), action("told", "j", undefined)];
  all[2] = { ...all[2]!, run: undefined };
  expect(press(all, "", "Mod+Enter").action?.id).toBe("form");
  expect(press(all, "", "j")).toEqual({ waits: "" });
});

import { expect, it } from "vitest";
import type { Labels, SelectOption } from "../../api/types";
import { changed, inverse, optionValue, storedOptions } from "./definition";

const before: { labels: Labels; required: boolean; options: SelectOption[] } = {
  labels: { en: "Grade", "zh-CN": "等级", "zh-TW": "" },
  required: false,
  options: [{ value: "a", labels: { en: "A" }, color: "", hidden: false }],
};

it("sends what differs, whatever the order and what says nothing", () => {
  expect(changed(before, { labels: { "zh-CN": "等级", en: "Grade" }, required: false })).toBeUndefined();
  expect(changed(before, { labels: { en: "Class" }, required: false })).toEqual({ labels: { en: "Class" } });
  expect(changed(before, { options: [] })).toEqual({ options: [] });
});

it("is taken back by what was there; an option that came is retired, because records may have it", () => {
  expect(inverse(before, { ...before, labels: { en: "Class", "zh-CN": "", "zh-TW": "" } })).toEqual(before);
  const more = [...before.options, { value: "b", labels: { en: "B" }, color: "red", hidden: false }];
  const back = inverse({ options: before.options }, { options: more });
  expect(back.options).toEqual([before.options[0], { ...more[1], hidden: true }]);
});

it("makes values of options from their names, each once", () => {
  expect(optionValue("Very good!", [])).toBe("very_good");
  expect(optionValue("Very good", ["very_good"])).toBe("very_good_2");
  expect(optionValue("很好", [])).toBe("option_1");
  const rows = [
    { value: "a", labels: { en: "Ace" } },
    { labels: { en: "A" } },
    { labels: {} },
    { labels: { "zh-CN": "乙" } },
  ];
  expect(storedOptions(rows, "en").map(({ value }) => value)).toEqual(["a", "a_2", "option_3"]);
});

import { expect, it } from "vitest";
import { words } from "./words";

type Tree = { [key: string]: string | Tree };

function keys(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [`${path}${key} ${(value.match(/\{\{\w+/g) ?? []).sort().join()}`]
      : keys(value, `${path}${key}.`),
  );
}

it("every language has every word, with the same placeholders", () => {
  for (const language of ["zh-CN", "zh-TW"] as const)
    expect(keys(words[language]).sort()).toEqual(keys(words.en).sort());
});

it("zh-TW is written in Taiwan's terms", () => {
  expect(JSON.stringify(words["zh-TW"])).not.toMatch(/数|据|户|录|关|软件|默认|用户|信息|网络/);
});

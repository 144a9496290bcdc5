import { expect, it } from "vitest";
import en from "./en";
import zhCN from "./zh-CN";
import zhTW from "./zh-TW";

it("the same refusals are told in both kinds of Chinese", () => {
  expect(Object.keys(zhTW)).toEqual(Object.keys(zhCN));
  expect(Object.keys(zhCN)).toEqual(expect.arrayContaining(Object.keys(en)));
});

it("zh-TW is written in Taiwan's terms", () => {
  for (const [code, text] of Object.entries(zhTW))
    expect(text, code).not.toMatch(/数|据|户|录|关|软件|默认|用户|信息|网络|服务器/);
});

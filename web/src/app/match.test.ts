import { expect, test } from "vitest";
import { initials, rank } from "./match";

test("initials of pinyin, simplified and traditional, with Latin as it is", () => {
  expect(initials("新建客户")).toBe("xjkh");
  expect(initials("審核記錄")).toBe("shjl");
  expect(initials("导入 CSV")).toBe("drcsv");
  expect(initials("啊做马拿落欧怕")).toBe("azmnlop");
});

test("words come before initials, a single letter is weak, and nothing else fits", () => {
  expect(rank(["Customers", "Go to Customers"], "cust")).toBe(2);
  expect(rank(["Go to Customers"], "stomers")).toBe(0);
  expect(rank(["前往客户"], "客户")).toBe(2);
  expect(rank(["前往客户"], "kh")).toBe(1);
  expect(rank(["Customers"], "c")).toBe(1);
  expect(rank(["新建客户"], "订单")).toBe(0);
});

import { beforeAll, describe, expect, it } from "vitest";
import { addressLine } from "./address";
import { groupedPhone, phoneCountry, phoneRules, storedPhone } from "./phone";

beforeAll(() => phoneRules());

describe("phone numbers", () => {
  it("are grouped by country", () => {
    expect(groupedPhone("+8613123456789")).toBe("+86 131 2345 6789");
    expect(groupedPhone("+442079460100")).toBe("+44 20 7946 0100");
    expect(phoneCountry("+8613123456789")).toBe("CN");
    expect(groupedPhone("not a number")).toBe("not a number");
  });
  it("are stored with their country", () => {
    expect(storedPhone("131 2345 6789", "CN")).toBe("+8613123456789");
    expect(storedPhone("12", "CN")).toBe("12");
  });
});

describe("addresses", () => {
  it("are written in their country's order", () => {
    const hangzhou = {
      country: "CN",
      province: "浙江省",
      city: "杭州市",
      district: "西湖区",
      street: "文三路 88 号",
      postcode: "310012",
    };
    expect(addressLine(hangzhou, "zh-CN")).toBe("浙江省 杭州市 西湖区 文三路 88 号 (310012)");
    const london = { country: "GB", city: "London", street: "12 Baker Street", postcode: "NW1 6XE" };
    expect(addressLine(london, "en")).toBe("12 Baker Street, London NW1 6XE, United Kingdom");
  });
});

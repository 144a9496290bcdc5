import { expect, it } from "vitest";
import { deviceName } from "./data";

it("browsers are called what people call them", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
  expect(deviceName(chrome)).toBe("Chrome · Windows");
  expect(deviceName(`${chrome} Edg/140.0`)).toBe("Edge · Windows");
  const iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E Safari/604.1";
  expect(deviceName(iphone)).toBe("Safari · iOS");
  expect(deviceName("curl/8.5")).toBe("curl/8.5");
});

import { expect, it } from "vitest";
import { isColor, isReadable } from "../../app/accent";
import { presets } from "./data";

it("every colour that is offered can be read", () => {
  for (const { name, accent } of presets)
    if (accent) expect(isColor(accent) && isReadable(accent), name).toBe(true);
});

import { expect, it } from "vitest";
import { nameFrom } from "./names";

it.each([
  ["Visit plan", "x_visit_plan"],
  ["Größe (cm)", "x_gro_e_cm"],
  ["拜访计划", "x_field"],
  ["2nd phone", "x_field_2nd_phone"],
])("%s becomes %s", (label, name) => {
  expect(nameFrom(label, "field")).toBe(name);
});

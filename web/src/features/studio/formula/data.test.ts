import { expect, it } from "vitest";
import { inserted, parted } from "./data";

it.each([
  ["", 0, 0, "price", "price", 5],
  ["price * ", 8, 8, "cost", "price * cost", 12],
  ["price", 5, 5, "cost", "price cost", 10],
  ["price * cost", 0, 5, "size(|)", "size() * cost", 5],
  ["name", 4, 4, ".contains(|)", "name.contains()", 14],
  ["", 0, 0, "| ? : ", " ? : ", 0],
])("in %j at %i to %i comes %j", (text, from, to, piece, after, at) => {
  expect(inserted(text, from, to, piece)).toEqual({ text: after, at });
});

it.each([
  ["a + b", { from: 4, length: 1 }, ["a + ", "b", ""]],
  ["'𠮷' + ) 2", { from: 6, length: 1 }, ["'𠮷' + ", ")", " 2"]],
  ["a +", { from: 3, length: 1 }, ["a +", " ", ""]],
  ["a\nb", { from: 1, length: 1 }, ["a", " ", "b"]],
])("%j is parted at its fault", (text, at, parts) => {
  expect(parted(text, at)).toEqual(parts);
});

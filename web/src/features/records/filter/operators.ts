import { isNumeric, valueType } from "../../../api/definition";
import type { FieldDef, FieldType } from "../../../api/types";
import type { Op } from "./syntax";

/** What a person may choose; some are a test turned round. */
export type Choice = Op | "is_not" | "not_empty";

const texts: FieldType[] = ["text", "long_text", "email", "phone", "url", "auto_number", "address"];
const choices: Partial<Record<FieldType, Choice[]>> = {
  select: ["is", "is_not", "empty", "not_empty"],
  reference: ["is", "is_not", "empty", "not_empty"],
  user: ["is", "is_not", "empty", "not_empty"],
  boolean: ["is"],
  date: ["within", "is", "gte", "lt", "empty", "not_empty"],
  datetime: ["within", "gte", "lt", "empty", "not_empty"],
  long_text: ["contains", "empty", "not_empty"],
  json: ["empty", "not_empty"],
  file: ["empty", "not_empty"],
  geo_point: ["empty", "not_empty"],
  address: ["contains", "empty", "not_empty"],
  phone: ["ends_with", "is", "is_not", "starts_with", "contains", "empty", "not_empty"],
};

/** The area of an address, `addresses.division`, as a field of its own. */
export function areaOf(address: FieldDef): FieldDef {
  return { ...address, name: "division", multi: false };
}

export function isArea(field: FieldDef): boolean {
  return field.type === "address" && field.name === "division";
}

/** What may be asked of a field. */
export function choicesOf(field: FieldDef): Choice[] {
  const type = valueType(field);
  if (field.access === "masked") return [];
  if (isArea(field)) return ["is", "is_not", "empty", "not_empty"];
  if (type === "phone") return choices.phone ?? [];
  if (field.multi)
    return texts.includes(type) && type !== "address"
      ? ["is", "is_not", "contains", "empty", "not_empty"]
      : ["is", "is_not", "empty", "not_empty"];
  if (isNumeric(field)) return ["gte", "lte", "gt", "lt", "is", "empty", "not_empty"];
  return choices[type] ?? ["contains", "is", "is_not", "starts_with", "empty", "not_empty"];
}

export function choiceOf(op: Op, not: boolean): Choice {
  if (op === "is") return not ? "is_not" : "is";
  if (op === "empty") return not ? "not_empty" : "empty";
  return op;
}

export function testOf(choice: Choice): { op: Op; not: boolean } {
  if (choice === "is_not") return { op: "is", not: true };
  if (choice === "not_empty") return { op: "empty", not: true };
  return { op: choice, not: false };
}

import { isSystem } from "../../api/definition";
import type { FieldDef, ObjectDef } from "../../api/types";
import type { Mode, Preview, Reading, Suggestion, Template, Written } from "./data";

type Choice = Preview["readings"][number];

/** What tells one way to read a file from the others. */
export function keyOf(choice: Choice): string {
  return choice.template ? `template:${choice.template.name}` : `object:${choice.suggestion?.object}`;
}

/** The way that a file most likely needs; undefined when less than half of its columns are known to any. */
export function bestOf({ columns, readings }: Preview): Choice | undefined {
  const best = readings[0];
  return best && best.known.length > 0 && best.known.length * 2 >= columns.length ? best : undefined;
}

/** The field of each column that has one. */
export type Mapping = Record<string, string>;

export function mappingOf(suggestion: Suggestion): Mapping {
  return Object.fromEntries(Object.entries(suggestion.columns).map(([column, [field]]) => [column, field]));
}

/** A column gets another field, or none; a field is for one column only. */
export function changed(mapping: Mapping, column: string, field: string | undefined): Mapping {
  const rest = Object.entries(mapping).filter(([other, taken]) => other !== column && taken !== field);
  return Object.fromEntries(field ? [...rest, [column, field]] : rest);
}

const computed = new Set(["formula", "roll_up", "auto_number"]);

/** Fields that an import may set. */
export function settable(object: ObjectDef): FieldDef[] {
  return object.fields.filter(
    (field) =>
      !field.hidden &&
      !computed.has(field.type) &&
      !isSystem(field) &&
      (!field.by?.length || field.by.includes("import")),
  );
}

/** How rows meet records: by which field they find theirs, if by any, and what then becomes of them. */
export interface Meeting {
  key?: string;
  mode: Mode;
}

/** The fields that a row may find its record by. */
export function keysOf(mapping: Mapping, object: ObjectDef): FieldDef[] {
  const mapped = new Set(Object.values(mapping));
  return settable(object).filter((field) => field.unique && mapped.has(field.name));
}

/** How rows meet records, as wanted where the columns allow it; without a wish by the first field that can tell records apart. */
export function meetingOf(mapping: Mapping, object: ObjectDef, wanted?: Meeting): Meeting {
  const keys = keysOf(mapping, object);
  if (wanted && !wanted.key) return { mode: "create" };
  const key = (keys.find((field) => field.name === wanted?.key) ?? keys[0])?.name;
  return key ? { key, mode: wanted?.mode ?? "upsert" } : { mode: "create" };
}

/** The template that a mapping comes to. */
export function templateOf(
  suggestion: Suggestion,
  mapping: Mapping,
  object: ObjectDef,
  { key, mode }: Meeting,
): Template {
  const [suggested] = suggestion.template.object;
  const fields = Object.fromEntries(
    Object.entries(mapping).map(([column, field]) => {
      const before = suggested?.fields[field];
      const known = suggestion.columns[column]?.[0] === field && before !== undefined;
      const extra = suggestion.extras[field];
      return [field, known ? before : extra ? { ...extra, column } : column];
    }),
  );
  return {
    ...suggestion.template,
    object: [{ object: object.name, key: key ? [key] : [], mode, fields }],
  };
}

/** A name for a template from what people call it: short, of few letters, and its own. */
export function nameOf(title: string, taken: number): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
  return /[a-z]/.test(words) && /^[\x20-\x7e]*$/.test(title) ? words : `template_${taken.toString(36)}`;
}

/** Files sent as dry runs in this tab, so that they can be taken in without choosing them again. */
export const tried = new Map<string, { file: File; reading: Reading & Written }>();

import type { FieldDef, FieldType, Labels, LanguageCode, Meta, ObjectDef, ResultType } from "./types";

/** The text of a label in a language, or in the next best one. */
export function labelIn(labels: Labels | undefined, language: string, fallback: string): string {
  const wanted = labels?.[language as LanguageCode];
  return wanted || labels?.en || labels?.["zh-CN"] || fallback;
}

export function objectOf(meta: Meta, name: string): ObjectDef | undefined {
  return meta.objects.find((object) => object.name === name);
}

export function fieldOf(object: ObjectDef, name: string): FieldDef | undefined {
  return object.fields.find((field) => field.name === name);
}

const resultTypes: Record<string, FieldType> = {
  text: "text",
  integer: "integer",
  boolean: "boolean",
  money: "money",
  date: "date",
  datetime: "datetime",
};

function resultType(result: ResultType | undefined): FieldType {
  if (result === undefined) return "text";
  return typeof result === "object" ? "decimal" : (resultTypes[result] ?? "text");
}

/** What a field's values are: of a formula or roll-up what it yields, else its own type. */
export function valueType(field: FieldDef): FieldType {
  return field.type === "formula" || field.type === "roll_up" ? resultType(field.result) : field.type;
}

export function scaleOf(field: FieldDef): number {
  if (typeof field.result === "object") return field.result.decimal;
  return field.scale ?? 0;
}

const numeric: FieldType[] = ["integer", "decimal", "money"];
export function isNumeric(field: FieldDef): boolean {
  return !field.multi && numeric.includes(valueType(field));
}

const system = new Set(["id", "version", "rev", "deleted_at", "import_id", "owner_team", "num"]);
const kept = new Set([...system, "created_at", "created_by", "updated_at", "updated_by"]);

export function isSystem(field: FieldDef): boolean {
  return kept.has(field.name) || (field.section === "system" && Boolean(field.by?.includes("engine")));
}

const visible = new WeakMap<ObjectDef, FieldDef[]>();

/** Fields that a person may see as columns or facts; those that the engine keeps come last. */
export function visibleFields(object: ObjectDef): FieldDef[] {
  let fields = visible.get(object);
  if (!fields) {
    const seen = object.fields.filter((field) => !field.hidden && !system.has(field.name));
    fields = [...seen.filter((field) => !isSystem(field)), ...seen.filter(isSystem)];
    visible.set(object, fields);
  }
  return fields;
}

/** Facts of a record: what people say of it, and who owns it. */
export function factsOf(object: ObjectDef): FieldDef[] {
  return visibleFields(object).filter((field) => !isSystem(field) || field.name === "owner");
}

/** Whether the engine gives the field its value. */
export function isComputed(field: FieldDef): boolean {
  return ["formula", "roll_up", "auto_number", "id"].includes(field.type);
}

/** Whether a person may set the field in a form. */
export function isWritable(field: FieldDef): boolean {
  if (field.hidden || isSystem(field) || isComputed(field) || field.access !== "write") return false;
  return !field.by?.length || field.by.includes("person");
}

const unsortable: FieldType[] = [
  "json",
  "address",
  "geo_point",
  "file",
  "reference",
  "user",
  "id",
  "long_text",
];
export function isSortable(field: FieldDef): boolean {
  return !field.multi && field.access !== "masked" && !unsortable.includes(valueType(field));
}

/** Columns of the first list of an object. */
export function defaultColumns(object: ObjectDef): string[] {
  const declared = (object.list ?? []).filter((name) => fieldOf(object, name));
  if (declared.length) return declared;
  const others = visibleFields(object).filter((field) => field.name !== object.title && !isSystem(field));
  return [object.title, ...others.slice(0, 6).map((field) => field.name)];
}

/** A value that says nothing. */
export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

import { fieldOf } from "../../../../api/definition";
import type { FieldDef, Meta, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { type Related, relatedOf } from "../related";

/** A record next to another: which one it is, and what it is called where that is known. */
export interface Neighbour {
  key: string;
  object: string;
  id: string;
  title?: string;
}

const worded = new Set(["text", "long_text", "auto_number", "email", "phone"]);

/** Fields by which a record refers to others, as far as they are filled. */
export function referencesOf(
  meta: Meta,
  object: ObjectDef,
  record: RecordData,
): { field: FieldDef; ids: string[] }[] {
  return object.fields.flatMap((field) => {
    const target = field.type === "reference" && meta.objects.find((one) => one.name === field.object);
    if (!target || target.hidden || field.hidden) return [];
    const ids = [record[field.name]].flat().filter((id): id is string => typeof id === "string");
    return ids.length ? [{ field, ids }] : [];
  });
}

/** Whether records of an object have anything that they could be shown between. */
export function hasTies(meta: Meta, object: ObjectDef): boolean {
  return (
    relatedOf(meta, object.name).length > 0 ||
    object.fields.some((field) => field.type === "reference" && !field.hidden)
  );
}

/** Whom a record that refers to another stands for: itself by its name, or, where it has none because it ties two, the other end. */
export function neighbourOf({ object, via }: Related, record: RecordData, titles: TitleMap = {}): Neighbour {
  const named = fieldOf(object, object.title);
  const title = record[object.title];
  const own = { key: record.id, object: object.name, id: record.id };
  if (named && worded.has(named.type) && title) return { ...own, title: String(title) };
  const other = object.fields.find(
    (field) => field.type === "reference" && !field.hidden && field.name !== via.name && record[field.name],
  );
  if (!other?.object) return own;
  const id = String(record[other.name]);
  return { key: record.id, object: other.object, id, title: titles[id] };
}

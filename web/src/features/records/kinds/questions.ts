import { fieldOf } from "../../../api/definition";
import type { ListQuery } from "../../../api/records";
import type { FieldDef, ObjectDef } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import { type Node, write } from "../filter/syntax";

/** A condition as the address has it, and one more test. */
export function and(filter: string | undefined, test: Node): string {
  return filter?.trim() ? `(${filter}) ${write(test)}` : write(test);
}

/** Records whose field has a value, or none where it is null. */
export function hasValue(field: FieldDef, value: string | null): Node {
  return value === null
    ? { kind: "test", path: field.name, op: "empty", values: [] }
    : { kind: "test", path: field.name, op: "is", values: [value] };
}

/** The list's question with only the fields that are shown. */
export function questionOf(
  object: ObjectDef,
  search: ListSearch,
  shown: (FieldDef | undefined)[],
): ListQuery {
  const always = [object.title, "kind", "version"].filter((name) => fieldOf(object, name));
  const names = new Set([...always, ...shown.flatMap((field) => field?.name ?? [])]);
  const { filter, q, sort, deleted } = search;
  return { filter, q, sort, deleted: deleted === "1" || undefined, fields: [...names].join(",") };
}

import { isSystem } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";

export type Closed =
  | "deleted"
  | "append_only"
  | "may_not"
  | "computed"
  | "numbered"
  | "kept"
  | "masked"
  | "read"
  | "operation";

/** Why somebody cannot set a field of a record by hand; nothing when they can. */
export function whyClosed(
  object: ObjectDef,
  field: FieldDef,
  { mayUpdate, deleted }: { mayUpdate: boolean; deleted: boolean },
): Closed | undefined {
  if (["formula", "roll_up"].includes(field.type)) return "computed";
  if (field.type === "auto_number") return "numbered";
  if ((isSystem(field) && field.name !== "owner") || field.hidden || field.type === "id") return "kept";
  if (deleted) return "deleted";
  if (object.append_only) return "append_only";
  if (!mayUpdate) return "may_not";
  if (field.access === "masked") return "masked";
  if (field.access !== "write") return "read";
  if (field.name !== "owner" && field.by?.length && !field.by.includes("person")) return "operation";
  return undefined;
}

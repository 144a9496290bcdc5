import { fieldOf } from "../../../api/definition";
import type { FieldDef, Meta, ObjectDef } from "../../../api/types";

/** A list of records that refer to one. */
export interface Related {
  object: ObjectDef;
  via: FieldDef;
}

/** Which objects refer to an object, by which field. */
export function relatedOf(meta: Meta, name: string): Related[] {
  return meta.objects
    .filter((object) => !object.hidden)
    .flatMap((object) =>
      object.fields
        .filter(
          (field) => field.type === "reference" && field.object === name && !field.hidden && !field.multi,
        )
        .map((via) => ({ object, via })),
    );
}

/** Columns of a related list: those of the object's own without the field that is the same in every row. */
export function relatedColumns({ object, via }: Related, columns: string[]): FieldDef[] {
  return columns
    .filter((name) => name !== via.name)
    .flatMap((name) => fieldOf(object, name) ?? [])
    .slice(0, 6);
}

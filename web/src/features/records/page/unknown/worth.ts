import { isEmpty } from "../../../../api/definition";
import type { FieldDef, RecordData } from "../../../../api/types";

/** A field that a record lacks, and of which part of all records it is known, where that is known. */
export interface Lack {
  field: FieldDef;
  share?: number;
}

/** What everybody leaves empty, or nobody asks for. */
const unasked = new Set(["boolean", "json", "file"]);

/** Fields to ask for next: those that are most often known of other records come first, then as they are declared. `shares` are
 *  the parts by field, where they are known. */
export function worthAsking(fields: FieldDef[], record: RecordData, shares?: Map<string, number>): Lack[] {
  return fields
    .filter((field) => field.name in record && isEmpty(record[field.name]) && !unasked.has(field.type))
    .map((field) => ({ field, share: shares?.get(field.name) }))
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
}

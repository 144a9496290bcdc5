import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { get } from "../../../../api/client";
import { type ListQuery, recordQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef, Page, RecordData, Schemas } from "../../../../api/types";
import { write } from "../../filter/syntax";

/** So far up a path is followed; whoever goes in a circle comes to an end. */
const deepest = 40;

const among = (path: string, ids: string[]) => write({ kind: "test", path, op: "is", values: ids });

export function parentOf(record: RecordData, field: FieldDef): string | undefined {
  const value = record[field.name];
  return typeof value === "string" ? value : undefined;
}

/** How many records stand directly below each of some. */
export function childCountsQuery(object: ObjectDef, field: FieldDef, ids: string[]) {
  const query = { filter: among(field.name, ids), group: field.name };
  return queryOptions({
    queryKey: ["records", object.name, "summary", query],
    queryFn: ({ signal }) => get<Schemas["ListSummary"]>(`/records/${object.name}/summary`, query, signal),
    select: (found) => new Map((found.groups?.items ?? []).map(({ value, count }) => [value, count])),
    enabled: ids.length > 0,
    staleTime: 15_000,
  });
}

/** All that stand above some records, as far as one may see them. */
export function ancestorsQuery(object: ObjectDef, field: FieldDef, rows: RecordData[], asked: ListQuery) {
  const starts = [...new Set(rows.flatMap((row) => parentOf(row, field) ?? []))].sort();
  return queryOptions({
    queryKey: ["records", object.name, "above", field.name, asked.fields, starts],
    queryFn: async ({ signal }) => {
      const found = new Map<string, RecordData>();
      let missing = starts;
      for (let step = 0; missing.length && step < deepest; step++) {
        const above: RecordData[] = [];
        for (let at = 0; at < missing.length; at += 100) {
          const filter = among("id", missing.slice(at, at + 100));
          const query = { fields: asked.fields, filter, limit: 100 };
          above.push(...(await get<Page<RecordData>>(`/records/${object.name}`, query, signal)).items);
        }
        for (const record of above) found.set(record.id, record);
        const next = above.flatMap((record) => parentOf(record, field) ?? []);
        missing = [...new Set(next)].filter((id) => !found.has(id));
      }
      return [...found.values()];
    },
    staleTime: 15_000,
  });
}

/** Whether a record stands somewhere below another. */
export async function standsBelow(
  client: QueryClient,
  object: ObjectDef,
  field: FieldDef,
  id: string,
  above: string,
): Promise<boolean> {
  let at: string | undefined = id;
  for (let step = 0; at && step < deepest; step++) {
    const record: RecordData = await client.fetchQuery({ ...recordQuery(object.name, at), staleTime: 0 });
    at = parentOf(record, field);
    if (at === above) return true;
  }
  return false;
}

/** A record with those below it, and whether it is there only for its place. */
export interface Branch {
  row: RecordData;
  /** It stands above what was found, and was not found itself. */
  path: boolean;
  below: Branch[];
}

/** What was found below what is above it; in the order in which it was found. */
export function forestOf(matches: RecordData[], above: RecordData[], field: FieldDef): Branch[] {
  const branches = new Map<string, Branch>();
  for (const row of matches) branches.set(row.id, { row, path: false, below: [] });
  for (const row of above) if (!branches.has(row.id)) branches.set(row.id, { row, path: true, below: [] });
  const roots: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branches.get(parentOf(branch.row, field) ?? "");
    if (parent && !reaches(branches, parent, branch.row.id, field)) parent.below.push(branch);
    else roots.push(branch);
  }
  return roots;
}

/** Whether the way up from a branch comes by a record: then they go in a circle. */
function reaches(branches: ReadonlyMap<string, Branch>, from: Branch, id: string, field: FieldDef): boolean {
  let at: Branch | undefined = from;
  for (let step = 0; at && step < deepest; step++) {
    if (at.row.id === id) return true;
    at = branches.get(parentOf(at.row, field) ?? "");
  }
  return false;
}

import { factsOf } from "../../../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../../../api/types";
import type { Change } from "../change";

/** A record as it was at an instant. */
export interface Past {
  state: "there" | "not_yet" | "deleted";
  /** The facts that are known for then, by name. */
  values: Record<string, unknown>;
  /** Fields whose value was another one than today. */
  changed: Set<string>;
  /** Fields that the history does not tell of. */
  unknown: Set<string>;
}

/** Instants in order, to the microsecond; below 0 when `a` comes first. */
export function compareInstants(a: string, b: string): number {
  const whole = (text: string) => Math.floor(Date.parse(text) / 1000);
  const micros = (text: string) => Number((/\.(\d+)/.exec(text)?.[1] ?? "").padEnd(6, "0").slice(0, 6));
  return whole(a) - whole(b) || micros(a) - micros(b);
}

/** A value as text that is the same for the same value, whatever the order of its parts. */
function written(value: unknown): string {
  return JSON.stringify(value ?? null, (_, one) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** What is computed changes with other records, which the history does not tell of; what is shown in part it leaves out. */
function isTold(field: FieldDef): boolean {
  return !["formula", "roll_up"].includes(field.type) && field.access !== "masked";
}

/** Takes back, newest first, what happened to a record after an instant. `changes` are all of these, and may be more. Fields
 *  that the record does not show today are not shown for then. */
export function asItWas(object: ObjectDef, record: RecordData, changes: Change[], at: string): Past {
  const facts = factsOf(object).filter((field) => field.name in record);
  const told = new Map(facts.filter(isTold).map((field) => [field.name, field]));
  const values = Object.fromEntries([...told.keys()].map((name) => [name, record[name] ?? null]));
  let deleted = Boolean(record.deleted_at);
  for (const change of changes) {
    if (compareInstants(change.at, at) <= 0) break;
    if (change.kind === "delete") deleted = false;
    else if (change.kind === "restore") deleted = true;
    else for (const { field, before } of change.changes) if (told.has(field)) values[field] = before ?? null;
  }
  const notYet = compareInstants(String(record.created_at), at) > 0;
  return {
    state: notYet ? "not_yet" : deleted ? "deleted" : "there",
    values,
    changed: new Set([...told.keys()].filter((name) => written(values[name]) !== written(record[name]))),
    unknown: new Set(facts.filter((field) => !isTold(field)).map((field) => field.name)),
  };
}

/** The changes next to an instant: to how the record was before the last one until then, and to how it was after the next. */
export function neighbours(changes: Change[], at: string): { earlier?: string; later?: string } {
  const instants = [...new Set(changes.map((change) => change.at))];
  const past = instants.filter((one) => compareInstants(one, at) <= 0);
  const next = instants.filter((one) => compareInstants(one, at) > 0);
  return { earlier: past[1], later: next.at(-1) };
}

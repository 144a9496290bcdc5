import { fieldOf, isEmpty } from "../../api/definition";
import type { FieldDef, ObjectDef, RecordData, SelectOption, Stage } from "../../api/types";

/** The select that holds the stages of an object's records. */
export function stageField(object: ObjectDef): FieldDef | undefined {
  return object.fields.find((field) => !field.hidden && Boolean(field.stages?.length));
}

/** The name of the field that tells since when a record stands in its stage. */
export const sinceName = (field: FieldDef) => `${field.name}_since`;

/** What an option is as a stage, said in full. */
export function stageOf(field: FieldDef, value: unknown): Stage {
  const told = field.stages?.find((stage) => stage.value === value);
  return { value: String(value), outcome: "open", needs: [], from: [], ...told };
}

/** Fields that a record lacks to enter a stage. */
export function lacking(object: ObjectDef, stage: Stage, record: RecordData): FieldDef[] {
  const needed = stage.needs.flatMap((name) => fieldOf(object, name) ?? []);
  return needed.filter((field) => !field.hidden && isEmpty(record[field.name]));
}

/** Fields that tell how records stand in their stages, and what they lack for others. */
export function tellingFields(object: ObjectDef, field: FieldDef): FieldDef[] {
  const names = (field.stages ?? []).flatMap((stage) => stage.needs).concat(sinceName(field));
  const told = field.stages?.length ? names.flatMap((name) => fieldOf(object, name) ?? []) : [];
  return told.filter((one) => !one.hidden);
}

/** Whether records may go from one stage to another. */
export function mayEnter(field: FieldDef, from: unknown, to: unknown): boolean {
  const ways = stageOf(field, to).from;
  return isEmpty(from) || from === to || ways.length === 0 || ways.includes(String(from));
}

const day = 86_400_000;

/** Since when a record stands in its stage, and for how many days where that is longer than it should. */
export function standing(
  field: FieldDef,
  record: RecordData,
  now: number,
): { since?: string; stalled?: number } {
  const since = record[sinceName(field)];
  if (typeof since !== "string") return {};
  const { outcome, stalled_after: most } = stageOf(field, record[field.name]);
  const days = Math.floor((now - Date.parse(since)) / day);
  return { since, stalled: outcome === "open" && most && days >= most ? days : undefined };
}

/** The way through the stages: those that are open, in their order; and where it ends. */
export function wayOf(field: FieldDef, value: unknown): { path: SelectOption[]; ends: SelectOption[] } {
  const options = (field.options ?? []).filter((option) => !option.hidden || option.value === value);
  const open = (option: SelectOption) => stageOf(field, option.value).outcome === "open";
  return { path: options.filter(open), ends: options.filter((option) => !open(option)) };
}

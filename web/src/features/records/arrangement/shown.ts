import type { FieldDef, ObjectDef } from "../../../api/types";
import { conditionOf, judge } from "../rules/judge";

const sectionOf = (object: ObjectDef, name: string | undefined) =>
  object.arrangement?.sections.find((one) => one.name === (name ?? ""));

/** The tab of the record page that a field stands on; empty: it is always in sight. */
export const tabOf = (object: ObjectDef, field: FieldDef) => sectionOf(object, field.section)?.tab ?? "";

/** How many fields of a section stand beside each other; none said: as pages and forms do by themselves. */
export const columnsOf = (object: ObjectDef, section: string) => sectionOf(object, section)?.columns;

/** The fields that pages and forms do not show for a record with these values: they are not for the person's role, or a condition
 *  is known not to hold. Where it cannot be told, a field is shown. */
export function notShown(object: ObjectDef, values: Record<string, unknown>): Set<string> {
  const { when = {}, out = [], sections = [] } = object.arrangement ?? {};
  const fails = (condition: string | undefined) => {
    const node = condition ? conditionOf(condition) : undefined;
    return node !== undefined && judge(object, node, values, true) === false;
  };
  const failing = new Set(sections.filter((section) => fails(section.when)).map(({ name }) => name));
  const hidden = object.fields.filter((field) => failing.has(field.section ?? "") || fails(when[field.name]));
  return new Set([...out, ...hidden.map(({ name }) => name)]);
}

/** Those of some fields that are shown for a record. */
export function shownOf(object: ObjectDef, fields: FieldDef[], values: Record<string, unknown>): FieldDef[] {
  if (!object.arrangement) return fields;
  const out = notShown(object, values);
  return fields.filter((field) => !out.has(field.name));
}

/** Fields by their sections, in their order. */
export function sectionsOf(fields: FieldDef[]): [string, FieldDef[]][] {
  const sections = new Map<string, FieldDef[]>();
  for (const field of fields) {
    const name = field.section ?? "";
    const list = sections.get(name);
    if (list) list.push(field);
    else sections.set(name, [field]);
  }
  return [...sections];
}

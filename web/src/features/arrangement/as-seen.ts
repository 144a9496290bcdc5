import { fieldOf } from "../../api/definition";
import type { FieldDef, ObjectDef } from "../../api/types";
import type { Grant } from "../roles/data";
import type { Arrangement, Shown } from "./data";

/** An object as pages would show it to people of a role if it were arranged so; what the role closes is left out. */
export function asSeen(object: ObjectDef, all: Arrangement, role: string, grant?: Grant): ObjectDef {
  const mine = ({ roles }: Shown) => roles.length === 0 || roles.includes(role);
  const placed = all.sections.flatMap(({ name, fields }) =>
    fields.flatMap((one): FieldDef[] => {
      const field = fieldOf(object, one);
      return field ? [{ ...field, section: name }] : [];
    }),
  );
  const named = new Set(placed.map((field) => field.name));
  const rest = object.fields.filter((field) => !named.has(field.name));
  const open = (field: FieldDef) => grant?.fields?.[field.name] !== "hidden";
  return {
    ...object,
    fields: [...placed, ...rest].filter(open),
    arrangement: {
      tabs: all.tabs,
      sections: all.sections,
      when: Object.fromEntries(Object.entries(all.fields).map(([name, { when }]) => [name, when])),
      out: [
        ...all.sections.filter((section) => !mine(section)).flatMap(({ fields }) => fields),
        ...Object.keys(all.fields).filter((name) => !mine(all.fields[name] as Shown)),
      ],
    },
  };
}

import { useState } from "react";
import { defaultColumns, fieldOf, isNumeric, valueType } from "../../../api/definition";
import type { FieldDef, FieldType, ObjectDef } from "../../../api/types";

export interface Column {
  field: FieldDef;
  width: number;
  numeric: boolean;
}

const widths: Partial<Record<FieldType, number>> = {
  boolean: 90,
  integer: 100,
  decimal: 110,
  money: 120,
  date: 120,
  datetime: 170,
  select: 120,
  email: 220,
  phone: 170,
  address: 300,
  long_text: 280,
  user: 140,
  reference: 200,
};

function widthOf(field: FieldDef, title: boolean): number {
  if (title) return field.name === "number" ? 150 : 240;
  if (field.name === "country") return 140;
  return widths[valueType(field)] ?? 160;
}

const key = (object: string) => `guanxi.widths.${object}`;

function storedWidths(object: string): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(key(object)) ?? "{}");
  } catch {
    return {};
  }
}

/** The columns named by an address, or the object's own. */
export function columnNames(object: ObjectDef, cols: string | undefined): string[] {
  const names = cols ? cols.split(",").filter((name) => fieldOf(object, name)) : defaultColumns(object);
  return names.length ? names : defaultColumns(object);
}

/** Columns with the widths that this person drew them to. */
export function useColumns(object: ObjectDef, names: string[]) {
  const [drawn, setDrawn] = useState(() => storedWidths(object.name));
  const columns: Column[] = names.flatMap((name) => {
    const field = fieldOf(object, name);
    if (!field) return [];
    return { field, width: drawn[name] ?? widthOf(field, name === object.title), numeric: isNumeric(field) };
  });
  function resize(name: string, width: number) {
    setDrawn((before) => {
      const after = { ...before, [name]: Math.max(64, Math.round(width)) };
      localStorage.setItem(key(object.name), JSON.stringify(after));
      return after;
    });
  }
  return { columns, resize };
}

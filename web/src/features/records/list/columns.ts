import { useMemo, useState } from "react";
import { defaultColumns, fieldOf, isNumeric, valueType } from "../../../api/definition";
import type { FieldDef, FieldType, ObjectDef } from "../../../api/types";

export interface Column {
  field: FieldDef;
  width: number;
  numeric: boolean;
  /** Where it stays, in pixels from the left edge, when others are scrolled sideways; none when it goes with them. */
  left?: number;
}

/** Width of the boxes that choose rows, in pixels. */
export const checkWidth = 40;

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

/** What this person did with the columns of an object, in this browser. */
interface Drawn {
  widths: Record<string, number>;
  /** Columns that stay at the left. */
  frozen: string[];
}

const key = (object: string) => `guanxi.columns.${object}`;

function stored(object: ObjectDef): Drawn {
  const usual = { widths: {}, frozen: [object.title] };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(key(object.name)) ?? "{}") };
  } catch {
    return usual;
  }
}

/** The columns named by an address, or the object's own. */
export function columnNames(object: ObjectDef, cols: string | undefined): string[] {
  const names = cols ? cols.split(",").filter((name) => fieldOf(object, name)) : defaultColumns(object);
  return names.length ? names : defaultColumns(object);
}

/** Columns with the widths that this person drew them to, and those that stay. */
export function useColumns(object: ObjectDef, names: string[]) {
  const [drawn, setDrawn] = useState(() => stored(object));
  const { widths, frozen } = drawn;
  const shown = names.join();
  const columns = useMemo(() => {
    let left = checkWidth;
    return shown.split(",").flatMap((name): Column[] => {
      const field = fieldOf(object, name);
      if (!field) return [];
      const width = widths[name] ?? widthOf(field, name === object.title);
      const column = { field, width, numeric: isNumeric(field) };
      if (!frozen.includes(name)) return [column];
      left += width;
      return [{ ...column, left: left - width }];
    });
  }, [object, shown, widths, frozen]);
  function draw(change: (before: Drawn) => Drawn) {
    setDrawn((before) => {
      const after = change(before);
      localStorage.setItem(key(object.name), JSON.stringify(after));
      return after;
    });
  }
  const resize = (name: string, width: number) =>
    draw((before) => ({ ...before, widths: { ...before.widths, [name]: Math.max(64, Math.round(width)) } }));
  const freeze = (name: string) =>
    draw((before) => {
      const others = before.frozen.filter((one) => one !== name);
      return { ...before, frozen: others.length < before.frozen.length ? others : [...others, name] };
    });
  return { columns, resize, frozen, freeze };
}

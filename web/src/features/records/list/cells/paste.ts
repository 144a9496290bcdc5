import type { FieldDef, RecordData } from "../../../../api/types";
import type { Closed } from "../../field/closed";
import type { Column } from "../columns";
import type { Block } from "./place";
import { type Around, type Reading, readCell } from "./text";

/** A cell that something was pasted over. */
export interface Pasted {
  row: RecordData;
  field: FieldDef;
  text: string;
  reading: Reading | { closed: Closed };
}

export interface Plan {
  cells: Pasted[];
  /** Rows and columns of the clipboard for which there was no place. */
  cutRows: number;
  cutCols: number;
}

interface Table {
  rows: RecordData[];
  columns: Column[];
  closed: (field: FieldDef) => Closed | undefined;
  around: Around;
  /** Rows that are changed at once. */
  most: number;
}

/** What pasting would do: a block goes where the cursor's block begins, a single text into each cell of it. */
export function planPaste(
  texts: string[][],
  block: Block,
  { rows, columns, closed, around, most }: Table,
): Plan {
  const wide = Math.max(0, ...texts.map((row) => row.length));
  const fills = texts.length === 1 && wide === 1;
  const height = fills ? block.bottom - block.top + 1 : texts.length;
  const width = fills ? block.right - block.left + 1 : wide;
  const takes = Math.max(0, Math.min(height, rows.length - block.top, most));
  const across = Math.max(0, Math.min(width, columns.length - block.left));
  const cells: Pasted[] = [];
  for (let down = 0; down < takes; down++) {
    const row = rows[block.top + down];
    for (let right = 0; right < across; right++) {
      const field = columns[block.left + right]?.field;
      const text = fills ? texts[0]?.[0] : texts[down]?.[right];
      if (!row || !field || text === undefined) continue;
      const why = closed(field);
      const reading = why ? { closed: why } : readCell(field, text, row[field.name], around);
      cells.push({ row, field, text, reading });
    }
  }
  return { cells, cutRows: height - takes, cutCols: width - across };
}

/** Whether a value stands there already. */
export function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}

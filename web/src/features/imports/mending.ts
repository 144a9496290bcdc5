import { infiniteQueryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Reading, Template, Written } from "./data";

export interface Fault {
  /** The column that it is about, 1 being the first; 0 when it is about the whole row. */
  column: number;
  code: string;
  message: string;
}

/** A refused row as its file has it. */
export interface Faulty {
  line: number;
  cells: string[];
  faults: Fault[];
}

interface Refusals {
  /** Of the file; none when it is no longer kept. */
  columns: string[];
  map: Template;
  /** Of all refused rows, the most frequent first. */
  reasons: (Fault & { count: number })[];
  items: Faulty[];
  next: string | null;
}

/** What is wrong with a column. */
export type Kind = Pick<Fault, "column" | "code">;

/** Rows with the fault of a kind, or all of them. `stamp` changes when more was refused. */
export function refusedQuery(id: string, stamp: number, kind?: Kind) {
  return infiniteQueryOptions({
    queryKey: ["imports", id, "refused", stamp, kind],
    queryFn: ({ pageParam, signal }) =>
      get<Refusals>(`/imports/${id}/refused/rows`, { cursor: pageParam, ...kind }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Cells of a row that were changed by hand, by place. */
export type Edits = Record<number, Record<number, string>>;

/** The cells of a row as they are now, as many as there are columns. */
export function mended(row: Faulty, edits: Edits, width: number): string[] {
  const own = edits[row.line] ?? {};
  return Array.from({ length: width }, (_, place) => own[place] ?? row.cells[place] ?? "");
}

/** Places of the cells that are to be looked at; all of them when the row as a whole is wrong. */
export function placesOf(row: Faulty, width: number): number[] {
  const all = Array.from({ length: width }, (_, place) => place);
  if (row.cells.length !== width || row.faults.some((fault) => fault.column === 0)) return all;
  return all.filter((place) => row.faults.some((fault) => fault.column === place + 1));
}

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Mended rows as a file that is read as the first one was. */
export function fileOf(
  name: string,
  columns: string[],
  rows: string[][],
  map: Template,
): [File, Reading & Written] {
  const text = [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");
  const file = { ...map.file, encoding: "UTF-8", delimiter: ",", quote: '"', sheet: "" };
  return [new File([text], name, { type: "text/csv" }), { map: JSON.stringify({ ...map, file }) }];
}

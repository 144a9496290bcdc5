import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, request } from "../../../api/client";
import type { Schemas } from "../../../api/types";

export type Fault = NonNullable<Schemas["FormulaTrial"]["fault"]>;
export type Sample = Schemas["FormulaSample"];
export type Trial = Schemas["FormulaTrial"];

/** What would come of a formula; while another is asked about, what came of the one before. */
export const trialQuery = (object: string, draft: Schemas["FormulaDraft"]) =>
  queryOptions({
    queryKey: ["formula-trial", object, draft],
    queryFn: ({ signal }) => request<Trial>("POST", `/objects/${object}/formula`, { json: draft, signal }),
    enabled: draft.expr.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

const LOOK = 1_500;

/** How far the formulas of an object are that are computed again for its records; null when all are. */
export const computingQuery = (object: string) =>
  queryOptions({
    queryKey: ["computing", object],
    queryFn: async () => (await get<Schemas["FormulaState"]>(`/objects/${object}/formula`)).computing ?? null,
    refetchInterval: ({ state }) => (state.data && state.data.state !== "dead" ? LOOK : false),
  });

/** What is put in for a function or a way to write; what is written next goes where `|` stands. */
export const snippets = {
  choose: "| ? : ",
  size: "size(|)",
  contains: ".contains(|)",
  startsWith: ".startsWith(|)",
  endsWith: ".endsWith(|)",
  string: "string(|)",
  double: "double(|)",
  int: "int(|)",
} as const;

/** The text with a piece in place of what is chosen in it, and where the cursor is then. */
export function inserted(
  text: string,
  from: number,
  to: number,
  piece: string,
): { text: string; at: number } {
  const before = text.slice(0, from);
  const word = /^[a-z_]/i.test(piece) && /[\w)\]]$/.test(before) ? ` ${piece}` : piece;
  const stop = word.indexOf("|");
  const plain = word.replace("|", "");
  return { text: before + plain + text.slice(to), at: from + (stop < 0 ? plain.length : stop) };
}

/** A text in three: before, at and after the place; the place is never empty, so that it can be seen. */
export function parted(text: string, at: { from: number; length: number }): [string, string, string] {
  const signs = [...text];
  const part = signs.slice(at.from, at.from + at.length).join("");
  return [
    signs.slice(0, at.from).join(""),
    part.trim() ? part : `${part || " "}`.replace("\n", " "),
    signs.slice(at.from + at.length).join(""),
  ];
}

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, request } from "../../../api/client";
import type { ResultType, TitleMap } from "../../../api/types";

/** What is wrong with the text of a formula, and where it stands, in characters. */
export interface Fault {
  code: "too_long" | "unreadable" | "unknown_field" | "unsuitable_field" | "unknown_function" | "circular";
  message: string;
  name: string | null;
  at: { from: number; length: number } | null;
}

/** What a formula gives for one record. */
export interface Sample {
  id: string;
  title: unknown;
  inputs: Record<string, unknown>;
  value: unknown;
  /** Why it gives nothing: something that it reads is empty, or it gives something else than it shall. */
  why: "empty" | "type" | null;
}

export interface Trial {
  reads: string[];
  fault: Fault | null;
  /** Fields that it reads and that the asker may not see. */
  closed: string[];
  samples: Sample[];
  labels: TitleMap;
}

export interface Draft {
  expr: string;
  result?: ResultType;
  /** The formula that is changed; none while it is new. */
  field?: string;
}

/** What would come of a formula; while another is asked about, what came of the one before. */
export const trialQuery = (object: string, draft: Draft) =>
  queryOptions({
    queryKey: ["formula-trial", object, draft],
    queryFn: ({ signal }) => request<Trial>("POST", `/objects/${object}/formula`, { json: draft, signal }),
    enabled: draft.expr.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

export interface Computing {
  state: "waiting" | "running" | "dead";
  done: number;
  total: number | null;
}

const LOOK = 1_500;

/** How far the formulas of an object are that are computed again for its records; null when all are. */
export const computingQuery = (object: string) =>
  queryOptions({
    queryKey: ["computing", object],
    queryFn: async () => (await get<{ computing: Computing | null }>(`/objects/${object}/formula`)).computing,
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

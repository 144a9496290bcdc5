import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import { isUnderWay } from "../../api/work";
import type { Made } from "../privacy/archive-item";

/** What a unit keeps of its records of one object. */
export interface Rule {
  records: "role" | "shared";
  hidden: string[];
}

/** By object. */
export type Rules = Record<string, Rule>;

/** A team with all below it: a branch, a dealer, a station. */
export interface Unit {
  id: string;
  name: string;
  kind: string;
  parent: string | null;
  people: number;
  objects: Rules;
  may_change: boolean;
  /** It is one's own. */
  own: boolean;
  /** Whoever manages units above may take its data along, too. */
  taken_by_above: boolean;
  /** One may take its data along. */
  may_take: boolean;
}

export const unitsQuery = queryOptions({
  queryKey: ["records", "team", "units"],
  queryFn: ({ signal }) => get<{ items: Unit[] }>("/units", undefined, signal),
});

/** What would go along: records by object; null where one's role does not reach all of them. */
export const wouldTakeQuery = (unit: string) =>
  queryOptions({
    queryKey: ["unit-exports", unit, "preview"],
    queryFn: ({ signal }) =>
      get<{ objects: Record<string, number | null> }>(`/units/${unit}/exports/preview`, undefined, signal),
    staleTime: 0,
  });

/** An archive of a unit's data. */
export interface Export extends Made {
  summary: { left_out: { objects: string[]; kept: string[]; fields: Record<string, string[]> } } | null;
}

export const exportsQuery = (unit: string) =>
  queryOptions({
    queryKey: ["unit-exports", unit],
    queryFn: ({ signal }) => get<{ items: Export[] }>(`/units/${unit}/exports`, undefined, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? 1000 : false),
  });

/** Units from the top down, each with how deep it stands; those in a circle last. */
export function inTree(units: Unit[]): { unit: Unit; depth: number }[] {
  const known = new Set(units.map((unit) => unit.id));
  const listed = new Set<string>();
  const tree: { unit: Unit; depth: number }[] = [];
  function add(unit: Unit, depth: number) {
    if (listed.has(unit.id)) return;
    listed.add(unit.id);
    tree.push({ unit, depth });
    for (const below of units) if (below.parent === unit.id) add(below, depth + 1);
  }
  for (const unit of units) if (!unit.parent || !known.has(unit.parent)) add(unit, 0);
  for (const unit of units) add(unit, 0);
  return tree;
}

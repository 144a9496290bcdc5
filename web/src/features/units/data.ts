import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";

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
}

export const unitsQuery = queryOptions({
  queryKey: ["records", "team", "units"],
  queryFn: ({ signal }) => get<{ items: Unit[] }>("/units", undefined, signal),
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

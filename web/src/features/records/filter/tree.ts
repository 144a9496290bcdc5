import type { Clause, Node } from "./syntax";

/** How the parts of a group go together. */
export type Join = "all" | "any" | "none" | "not_all";

/** Stands for a test that is not entered yet; never written into an address. */
const nothing = { kind: "test", path: "", op: "is", values: [] } as const;

/** A condition as the builder shows it: groups of tests and groups. */
export type Part = { kind: "clause"; clause: Clause } | Group;
export interface Group {
  kind: "group";
  join: Join;
  parts: Part[];
}

function part(node: Node): Part {
  if (node.kind === "test") return { kind: "clause", clause: { test: node, not: false } };
  if (node.kind !== "not") return { kind: "group", join: node.kind, parts: node.items.map(part) };
  const { item } = node;
  if (item.kind === "test") return { kind: "clause", clause: { test: item, not: true } };
  if (item.kind === "not") return part(item.item);
  return { kind: "group", join: item.kind === "any" ? "none" : "not_all", parts: item.items.map(part) };
}

/** The tree of a condition, always a group at the top. */
export function groupOf(node: Node): Group {
  const whole = part(node);
  return whole.kind === "group" ? whole : { kind: "group", join: "all", parts: [whole] };
}

function node(one: Part): Node {
  if (one.kind === "clause") {
    const { test, not } = one.clause;
    return not ? { kind: "not", item: test } : test;
  }
  const items = one.parts.map(node);
  const kind = one.join === "all" || one.join === "not_all" ? "all" : "any";
  const inner: Node = items.length === 1 ? (items[0] as Node) : { kind, items };
  return one.join === "all" || one.join === "any" ? inner : { kind: "not", item: inner };
}

/** The condition of a tree; groups without parts are left out. */
export function nodeOf(group: Group): Node {
  const settled = pruned(group);
  return settled ? node(settled) : { kind: "all", items: [] };
}

function pruned(one: Part): Part | undefined {
  if (one.kind === "clause") return one;
  const parts = one.parts.flatMap((inner) => pruned(inner) ?? []);
  return parts.length ? { ...one, parts } : undefined;
}

export const blankPart = (): Part => ({
  kind: "clause",
  clause: { test: { ...nothing, values: [] }, not: false },
});
export const blankGroup = (): Group => ({ kind: "group", join: "any", parts: [blankPart()] });

/** Every test of a tree. */
export function clausesIn(one: Part): Clause[] {
  return one.kind === "clause" ? [one.clause] : one.parts.flatMap(clausesIn);
}

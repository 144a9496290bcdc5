/** One entry of a record's history as the server writes it. */
export interface ChangeItem {
  at: string;
  kind: string;
  seq?: number;
  by?: { kind?: string; id?: string | null; name?: string | null } | null;
  by_kind?: string;
  by_id?: string | null;
  changes?: Record<string, unknown> | null;
}

export interface Change {
  key: string;
  at: string;
  kind: string;
  byKind: string;
  byId: string | undefined;
  byName: string | undefined;
  fields: { name: string; before: unknown; after: unknown }[];
}

function pair(value: unknown): { before: unknown; after: unknown } {
  if (Array.isArray(value)) return { before: value[0], after: value[1] };
  const both = (value ?? {}) as { before?: unknown; after?: unknown; old?: unknown; new?: unknown };
  return { before: both.before ?? both.old, after: both.after ?? both.new };
}

export function readChange(item: ChangeItem, index: number): Change {
  return {
    key: `${item.seq ?? index}-${item.at}`,
    at: item.at,
    kind: item.kind,
    byKind: item.by?.kind ?? item.by_kind ?? "system",
    byId: item.by?.id ?? item.by_id ?? undefined,
    byName: item.by?.name ?? undefined,
    fields: Object.entries(item.changes ?? {}).map(([name, value]) => ({ name, ...pair(value) })),
  };
}

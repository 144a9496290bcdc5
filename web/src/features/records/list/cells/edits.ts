/** What became of a value that somebody gave a cell. */
export interface Edit {
  value: unknown;
  /** Absent while it is being saved. */
  refused?: string;
}

/** Edits of one record by field. */
export type RecordEdits = Readonly<Record<string, Edit>>;
/** Edits by record. Records without any are not in it. */
export type Edits = ReadonlyMap<string, RecordEdits>;

export interface CellChange {
  id: string;
  field: string;
  before: unknown;
  after: unknown;
}

/** The edits with those of some cells put in, or taken out where `edit` gives none. */
export function withEdits(
  edits: Edits,
  cells: readonly Pick<CellChange, "id" | "field">[],
  edit: (index: number) => Edit | undefined,
): Edits {
  const next = new Map(edits);
  cells.forEach(({ id, field }, index) => {
    const { [field]: _, ...others } = next.get(id) ?? {};
    const one = edit(index);
    const after = one ? { ...others, [field]: one } : others;
    if (Object.keys(after).length) next.set(id, after);
    else next.delete(id);
  });
  return next;
}

/** Changes of cells, a record at a time, in the order in which records first occur. */
export function byRecord(changes: readonly CellChange[]): { id: string; values: Record<string, unknown> }[] {
  const values = new Map<string, Record<string, unknown>>();
  for (const { id, field, after } of changes) values.set(id, { ...values.get(id), [field]: after });
  return [...values].map(([id, values]) => ({ id, values }));
}

/** The changes that take some back, the last first. */
export function inverse(changes: readonly CellChange[]): CellChange[] {
  return changes
    .map(({ id, field, before, after }) => ({ id, field, before: after, after: before }))
    .reverse();
}

/** Which operation of a batch a refusal is about: `operations[3].values.name`, or `operations[3]: ...` in its words. */
export function refusedOperation(text: string): { index: number; field?: string } | undefined {
  const found = /operations\[(\d+)\](?:\.values\.([\w.]+))?/.exec(text);
  return found ? { index: Number(found[1]), field: found[2] } : undefined;
}

/** Values of some fields of a record, by name. */
export type Values = Record<string, unknown>;

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** Fields that somebody else changed too, and to another value. */
export function contested(values: Values, base: Values, theirs: Values): string[] {
  return Object.keys(values).filter(
    (name) => !same(theirs[name], base[name]) && !same(theirs[name], values[name]),
  );
}

export interface SortKey {
  field: string;
  descending: boolean;
}

export function readSort(text: string | undefined): SortKey[] {
  return (text ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) =>
      part.startsWith("-") ? { field: part.slice(1), descending: true } : { field: part, descending: false },
    );
}

export function writeSort(keys: SortKey[]): string | undefined {
  return keys.map((key) => (key.descending ? `-${key.field}` : key.field)).join(",") || undefined;
}

/** A click on a column's head: up, down, off; with `more` the other keys stay. */
export function toggleSort(keys: SortKey[], field: string, more: boolean): SortKey[] {
  const found = keys.find((key) => key.field === field);
  const others = more ? keys.filter((key) => key.field !== field) : [];
  if (!found) return [...others, { field, descending: false }];
  if (!found.descending) {
    const turned = { field, descending: true };
    return more ? keys.map((key) => (key.field === field ? turned : key)) : [turned];
  }
  return others;
}

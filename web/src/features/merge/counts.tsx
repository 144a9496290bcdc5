import { useNames } from "../records/field/labels";

/** `3 orders, 1 note` from counts by object. */
export function useCounts() {
  const names = useNames();
  return (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([object, count]) => `${names.plural(object)} ${count}`)
      .join(", ");
}

import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useLabels } from "../records/field/labels";

/** `3 orders, 1 note` from counts by object. */
export function useCounts() {
  const meta = useMeta();
  const labels = useLabels();
  return (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => {
        const object = objectOf(meta, name);
        return `${object ? labels.plural(object) : name} ${count}`;
      })
      .join(", ");
}

import type { RecordData } from "../../api/types";
import { RecordLink } from "../../ui/record-link";

/** What a line of an order sold, as the order calls it; leads to the product. */
export function LineProduct({ line }: { line: RecordData }) {
  const text = String(line.description ?? line.sku ?? "");
  if (typeof line.product !== "string") return text;
  return (
    <RecordLink object="product" id={line.product}>
      {text}
    </RecordLink>
  );
}

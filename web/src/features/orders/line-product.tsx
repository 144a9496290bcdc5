import { Link } from "@tanstack/react-router";
import type { RecordData } from "../../api/types";

/** What a line of an order sold, as the order calls it; leads to the product. */
export function LineProduct({ line }: { line: RecordData }) {
  const text = String(line.description ?? line.sku ?? "");
  if (typeof line.product !== "string") return text;
  return (
    <Link to="/records/$object/$id" params={{ object: "product", id: line.product }}>
      {text}
    </Link>
  );
}

import { recordQuery } from "../../../api/records";
import { queryClient } from "../../../app/query-client";
import { askCustomer } from "../../customers/ahead";

/** How long a record waits for what its page shows first, in milliseconds: less than one sees. */
const patience = 30;

/**
 * Asks for a record and what its page shows first before the page is drawn: what comes at once is drawn without a skeleton. The page tells
 * what went wrong.
 */
export async function askRecord(object: string, id: string) {
  const rest = object === "customer" ? askCustomer(id) : undefined;
  await queryClient.ensureQueryData(recordQuery(object, id)).catch(() => undefined);
  if (rest) await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, patience))]);
}

import { queryClient } from "../../app/query-client";
import { summaryQuery, timelineQuery } from "./data";
import { identifiersQuery } from "./identity";

/** Asks for what a customer's page shows first beside the customer, while the page is made. */
export function askCustomer(id: string) {
  return Promise.all([
    queryClient.prefetchQuery(summaryQuery(id)),
    queryClient.prefetchInfiniteQuery(timelineQuery(id, [])),
    queryClient.prefetchQuery(identifiersQuery(id)),
  ]);
}

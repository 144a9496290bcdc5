import { meQuery, metaQuery } from "../api/session";
import { queryClient } from "../app/query-client";

/** Asks for what the first page waits for, beside its words: who is signed in, what there is, and the rooms' frame. */
export async function askAhead() {
  const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
  if (!me || me.must_enrol) return;
  queryClient.prefetchQuery(metaQuery);
  import("../app/shell");
  if (location.pathname === "/") import("../features/home/home-page");
}

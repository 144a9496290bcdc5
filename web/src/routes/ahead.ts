import { meQuery, metaQuery } from "../api/session";
import { afterFirstPage } from "../app/later";
import { queryClient } from "../app/query-client";

/** Asks for what the first page waits for, beside its words: who is signed in, what there is, and the rooms' frame. */
export async function askAhead() {
  const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
  if (!me || me.must_enrol) return;
  queryClient.prefetchQuery(metaQuery);
  import("../app/shell");
  if (location.pathname === "/") import("../features/home/home-page");
  if (location.pathname.startsWith("/records/")) rooms();
  else afterFirstPage(rooms);
}

/** The rooms that a day goes on in. */
function rooms() {
  import("../features/records/list/list-page");
  import("../features/records/page/record-page");
  import("../features/customers/customer-360");
  import("../features/privacy/consents");
  import("../ui/drop-menu-list");
  import("../ui/panel-body");
}

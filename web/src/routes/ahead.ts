import { meQuery, metaQuery } from "../api/session";
import { queryClient } from "../app/query-client";
import { phoneRules } from "../features/records/field/phone";

/** Asks for what the first page waits for, beside its words: who is signed in, what there is, and the rooms' frame. */
export async function askAhead() {
  const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
  if (!me || me.must_enrol) return;
  queryClient.prefetchQuery(metaQuery);
  import("../app/shell");
  if (location.pathname === "/") import("../features/home/home-page");
  if (location.pathname.startsWith("/records/")) askRooms();
}

/** Asks for the rooms that a day goes on in. */
export function askRooms() {
  import("../features/records/list/list-page");
  import("../features/records/page/record-page");
  import("../features/customers/customer-360");
  import("../features/privacy/consents");
  import("../ui/drop-menu-list");
  import("../ui/panel-body");
  phoneRules();
}

import { Outlet, useMatch } from "@tanstack/react-router";
import { Activity, lazy, Suspense, useState } from "react";
import { PageSkeleton } from "../../app/page-skeleton";

const ListPage = lazy(() => import("./list/list-page"));

/** Lists and records: while a record is open, the list that one came from stays behind it as it was, so that going back draws nothing anew. */
export function RecordsRoom() {
  const list = useMatch({
    from: "/shell/records/records/$object",
    shouldThrow: false,
    select: ({ params, search }) => ({ name: params.object, asked: search }),
    structuralSharing: true,
  });
  const [kept, keep] = useState(list);
  if (list && list !== kept) keep(list);
  const shown = list ?? kept;
  return (
    <>
      {shown && (
        <Activity mode={list ? "visible" : "hidden"}>
          <Suspense fallback={<PageSkeleton />}>
            <ListPage {...shown} />
          </Suspense>
        </Activity>
      )}
      <Outlet />
    </>
  );
}

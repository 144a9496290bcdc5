import { lazy, Suspense } from "react";
import { PageSkeleton } from "../../../app/page-skeleton";
import type { Kind } from "./layout";
import type { KindProps } from "./types";

const views = {
  board: lazy(() => import("./board/board")),
  calendar: lazy(() => import("./calendar/calendar")),
  gallery: lazy(() => import("./gallery/gallery")),
  map: lazy(() => import("./map/map")),
  tree: lazy(() => import("./tree/tree")),
};

/** The records of a list as a board, a calendar, a tree, a map or a gallery; each is loaded when it is shown. */
export function Kinds({ kind, ...props }: KindProps & { kind: Exclude<Kind, "table"> }) {
  const View = views[kind];
  return (
    <Suspense fallback={<PageSkeleton />}>
      <View {...props} />
    </Suspense>
  );
}

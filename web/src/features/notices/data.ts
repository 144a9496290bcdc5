import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { Page } from "../../api/types";

/** Something that the person was told. */
export interface Notice {
  id: string;
  kind: string;
  at: string;
  /** An object's name, or `import`. */
  object: string;
  /** The record, or one of `count` records. */
  record: string;
  count: number;
  title: string | null;
  by: string | null;
  read: boolean;
}

interface Notices extends Page<Notice> {
  /** 100 stands for more. */
  unread: number;
}

/** The latest of what one was told; the stream of changes says when there is more. */
export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: ({ signal }) => get<Notices>("/notices", { limit: 50 }, signal),
  staleTime: 60_000,
});

/** Without ids: all. */
export function markRead(ids?: string[]) {
  return post<{ unread: number }>("/notices/read", ids ? { ids } : {});
}

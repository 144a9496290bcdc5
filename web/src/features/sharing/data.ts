import { queryOptions } from "@tanstack/react-query";
import { get, post, request } from "../../api/client";
import type { Schemas } from "../../api/types";

/** What is to be shared, or no longer, and with whom: a person or a team. */
export interface Sharing {
  records: string[];
  user?: string | null;
  team?: string | null;
  change?: boolean;
  until?: string | null;
  note?: string;
}

/** With whom a record is shared. */
export interface Share {
  user: string | null;
  team: string | null;
  change: boolean;
  until: string | null;
  note: string;
  by: string | null;
  at: string;
}

/** With whom a record is shared. */
export function sharesQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ["shares", object, id],
    queryFn: ({ signal }) => get<{ items: Share[] }>(`/records/${object}/${id}/shares`, undefined, signal),
    staleTime: 0,
  });
}

/** Most records of one request. */
const batch = 1000;

async function each(object: string, verb: "share" | "unshare", sharing: Sharing): Promise<void> {
  const { records } = sharing;
  for (let at = 0; at < records.length; at += batch)
    await post(`/records/${object}/${verb}`, { ...sharing, records: records.slice(at, at + batch) });
}

export const share = (object: string, sharing: Sharing) => each(object, "share", sharing);
export const unshare = (object: string, sharing: Sharing) => each(object, "unshare", sharing);

export type GuestLink = Schemas["GuestLink"];

/** Links for people without an account, and the fields that they may show. */
export function guestLinksQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ["guest-links", object, id],
    queryFn: ({ signal }) =>
      get<Schemas["GuestLinks"]>(`/records/${object}/${id}/guest-links`, undefined, signal),
    staleTime: 0,
  });
}

export const makeGuestLink = (object: string, id: string, link: Schemas["NewGuestLink"]) =>
  post<Schemas["MadeGuestLink"]>(`/records/${object}/${id}/guest-links`, link);
export const endGuestLink = (object: string, id: string, link: string) =>
  request<void>("DELETE", `/records/${object}/${id}/guest-links/${link}`);

import { queryOptions } from "@tanstack/react-query";
import { get, request } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Card = Schemas["HomeCard"];
export type Kind = Schemas["HomeCardKind"];

/** All cards, in the order in which they are offered. */
export const kinds: Kind[] = ["day", "waiting", "mentions", "numbers", "recent", "best", "changed", "base"];

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => get<Schemas["Home"]>("/me/home", undefined, signal),
  staleTime: 300_000,
});

/** What the app shows when nobody arranged anything: who administers sees the base first, all others their own figures. */
export function appCards(administers: boolean): Card[] {
  const first: Kind = administers ? "base" : "numbers";
  const rest: Kind[] = ["day", "waiting", "mentions", "recent", "best"];
  return [{ kind: first, wide: true }, ...rest.map((kind) => ({ kind, wide: false }))];
}

/** Keeps an arrangement, one's own or that of a role; without cards goes back to the one before it. */
export function keepHome(cards: Card[] | null, role?: string): Promise<void> {
  const path = role ? `/roles/${role}/home` : "/me/home";
  return cards ? request("PUT", path, { json: { cards } }) : request("DELETE", path);
}

/** A list with the one at `from` moved to `to`. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

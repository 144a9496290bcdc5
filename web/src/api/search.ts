import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { Schemas } from "./types";

export type Found = Schemas["Found"];
export type FoundHit = Schemas["FoundHit"];
export type FoundPart = Schemas["FoundPart"];

/** What was found, and for which text: while another one is typed the last answer stays. */
export function searchQuery(text: string) {
  return queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) => ({
      text,
      ...(await get<Found>("/search", { q: text }, signal)),
    }),
    enabled: text !== "",
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    gcTime: 60_000,
  });
}

/** The parts as one text. */
export function plain(parts: FoundPart[]): string {
  return parts.map((part) => part.text).join("");
}

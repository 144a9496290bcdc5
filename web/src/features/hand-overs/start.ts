import type { QueryClient } from "@tanstack/react-query";
import { post } from "../../api/client";
import { type HandOver, handOversQuery, type Plan, staffQuery } from "./data";

/** Starts a hand-over; the person can no longer sign in where that is wanted. */
export async function startHandOver(client: QueryClient, person: string, plan: Plan, deactivate: boolean) {
  await post<HandOver>(`/users/${person}/hand-over`, { ...plan, deactivate });
  await Promise.all([refreshHandOvers(client), client.invalidateQueries({ queryKey: staffQuery.queryKey })]);
}

/** Takes a hand-over back; the person may sign in again where they could no longer. */
export async function undoHandOver(client: QueryClient, id: string, activate: boolean) {
  await post<HandOver>(`/hand-overs/${id}/undo`, { activate });
  await Promise.all([refreshHandOvers(client), client.invalidateQueries({ queryKey: staffQuery.queryKey })]);
}

export function refreshHandOvers(client: QueryClient) {
  return client.invalidateQueries({ queryKey: handOversQuery.queryKey });
}

import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { Page } from "../../api/types";
import type { Template } from "../imports/data";

export type Source = "folder" | "bucket";

/** What people say of a scheduled import. */
export interface Plan {
  name: string;
  template: string;
  source: Source;
  path: string;
  pattern: string;
  every_minutes: number | null;
  daily_at: string | null;
  after: "keep" | "move";
  run_as: string | null;
  active: boolean;
}

export interface Schedule extends Plan {
  id: string;
  looked_at: string | null;
  next_at: string | null;
  error: string | null;
  failing_since: string | null;
  taken: number;
  standing: number;
}

interface Schedules extends Page<Schedule> {
  /** Where this server lets files be put. */
  places: Source[];
}

export interface ScheduledFile {
  id: string;
  name: string;
  size: number;
  state: "standing" | "taken" | "same" | "refused";
  reason: string | null;
  import: string | null;
  seen_at: string;
}

/** The server looks by itself, so this is asked again now and then. */
export const schedulesQuery = queryOptions({
  queryKey: ["import-schedules"],
  queryFn: ({ signal }) => get<Schedules>("/import-schedules", undefined, signal),
  refetchInterval: 5000,
  staleTime: 0,
});

export function filesQuery(id: string) {
  return queryOptions({
    queryKey: ["import-schedules", id, "files"],
    queryFn: ({ signal }) => get<Page<ScheduledFile>>(`/import-schedules/${id}/files`, undefined, signal),
    refetchInterval: 5000,
    staleTime: 0,
  });
}

export const templatesQuery = queryOptions({
  queryKey: ["import-templates"],
  queryFn: ({ signal }) => get<Page<Template>>("/import-templates", undefined, signal),
});

/** What a place holds now that fits. */
export function preview(place: Pick<Plan, "source" | "path" | "pattern">) {
  return post<{ files: { name: string; size: number }[]; total: number }>("/import-schedules/preview", place);
}

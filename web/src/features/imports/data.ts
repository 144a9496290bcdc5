import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { address, get, Problem, post } from "../../api/client";
import type { Labels, Page } from "../../api/types";

export type ImportState = "waiting" | "running" | "done" | "failed" | "cancelled" | "undoing" | "undone";

/** An import as the server tells of it. */
export interface Import {
  id: string;
  name: string;
  state: ImportState;
  dry_run?: boolean;
  template?: string;
  rows?: number;
  accepted: number;
  refused: number;
  bytes: number;
  total_bytes: number;
  rows_per_second?: number | null;
  seconds_left?: number | null;
  elapsed_ms?: number;
  created_by?: string | null;
  created_at: string;
  started_at?: string | null;
  finished_at?: string | null;
  counts?: Record<string, { created: number; updated: number }>;
  error?: string | null;
  undone?: UndoResult | null;
}

/** What an undo did so far. */
export interface UndoResult {
  deleted: number;
  restored: number;
  conflict_count: number;
  conflicts?: { object: string; id: string; reason: string; fields?: string[] }[];
}

/** What an undo would take back and what it must leave, by object. */
export interface UndoPreview {
  objects: Record<string, { delete: number; keep: number }>;
}

export interface Template {
  name: string;
  title?: string;
  labels?: Labels;
  object?: { when?: string | null; fields?: Record<string, string | { column?: string }> }[];
}

const working: ImportState[] = ["waiting", "running", "undoing"];

export function isWorking(one: Import | undefined): boolean {
  return one !== undefined && working.includes(one.state);
}

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: ({ signal }) => get<Page<Import>>("/imports", undefined, signal),
  refetchInterval: (query) => (query.state.data?.items.some(isWorking) ? 1000 : false),
});

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: (query) => (isWorking(query.state.data) ? 500 : false),
  });
}

export const templatesQuery = queryOptions({
  queryKey: ["import-templates"],
  queryFn: ({ signal }) => get<{ items: Template[] }>("/import-templates", undefined, signal),
  staleTime: 60_000,
});

export function rowsOf(one: Import): number {
  return one.rows ?? one.accepted + one.refused;
}

/** What is done to an import while or after it runs. */
export function useImportAction(id: string) {
  const client = useQueryClient();
  return async (action: "cancel" | "resume" | "undo") => {
    await post(`/imports/${id}/${action}`);
    client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true });
    await client.invalidateQueries({ queryKey: importQuery(id).queryKey, exact: true });
  };
}

/** How the columns of a file are to be read: by a template, or named after the fields of an object. */
export type Reading = { template: string } | { object: string };

/** Sends a file and starts its import; tells how much has been sent, from 0 to 1. */
export function sendFile(
  file: File,
  reading: Reading,
  dryRun: boolean,
  onProgress: (part: number) => void,
): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest();
    upload.open("POST", address("/imports", { ...reading, dry_run: dryRun, name: file.name }));
    upload.setRequestHeader("X-Guanxi", "1");
    upload.setRequestHeader("Accept", "application/json");
    upload.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    upload.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    upload.onerror = () => reject(new Problem(0, {}));
    upload.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(upload.responseText);
      } catch {
        body = { detail: upload.responseText.slice(0, 300) };
      }
      if (upload.status >= 200 && upload.status < 300) resolve(body as { id: string });
      else reject(new Problem(upload.status, body as object));
    };
    upload.send(file);
  });
}

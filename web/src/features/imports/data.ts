import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { address, get, Problem, post, request } from "../../api/client";
import type { Labels, Page } from "../../api/types";
import { isUnderWay } from "../../api/work";

export type ImportState = "waiting" | "running" | "done" | "failed" | "cancelled" | "undoing" | "undone";

/** An import as the server tells of it. */
export interface Import {
  id: string;
  name: string;
  state: ImportState;
  dry_run?: boolean;
  template?: string;
  /** How the file was read: the encoding of a text, the sheet of a spreadsheet. */
  encoding?: string | null;
  sheet?: string | null;
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
  counts?: Record<string, { created: number; updated: number; kept?: number }>;
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

/** Where a field's value comes from: a column, alone or with more to be done to it. */
type Source = string | { column?: string; [rule: string]: unknown };

/** What becomes of a row: changes its record or makes one, makes one where there is none, always makes one, only changes one. */
export const modes = ["upsert", "keep", "create", "update"] as const;
export type Mode = (typeof modes)[number];

interface ObjectMap {
  object: string;
  key?: string[];
  mode?: Mode;
  when?: string | null;
  fields: Record<string, Source>;
}

export interface Template {
  name: string;
  title?: string;
  /** As which source its values come, for the order of sources. */
  source?: string;
  labels?: Labels;
  file?: object;
  object: ObjectMap[];
}

/** How a file may be read into one object. */
export interface Suggestion {
  object: string;
  /** Columns with the field that each is for, and what it was known by. */
  columns: Record<string, [field: string, by: "name" | "word" | "content"]>;
  /** What else a column is to be read with, by field. */
  extras: Record<string, object>;
  template: Template;
}

/** How a file is written, when that is not left to the server. */
export interface Written {
  encoding?: string;
  sheet?: string;
  delimiter?: string;
}

/** What the server sees in a file, and how it may be read, the best way first. */
export interface Preview {
  kind: "text" | "spreadsheet";
  encoding?: string;
  delimiter?: string;
  sheet?: string;
  sheets?: string[];
  columns: string[];
  rows: string[][];
  refused: { line: number; column: number; code: string; message: string }[];
  readings: { template?: Template; suggestion?: Suggestion; known: string[] }[];
  encodings: string[];
}

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: ({ signal }) => get<Page<Import>>("/imports", undefined, signal),
  refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? 1000 : false),
});

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: (query) => (isUnderWay(query.state.data) ? 500 : false),
  });
}

/** As much of a text as surely holds its first rows. */
const head = 256 * 1024;

/** A spreadsheet is sent whole, because it is read from its end. */
async function beginning(file: File): Promise<Blob> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return start[0] === 0x50 && start[1] === 0x4b ? file : file.slice(0, head);
}

export function previewQuery(file: File, written: Written) {
  return queryOptions({
    queryKey: ["imports", "preview", file.name, file.size, file.lastModified, written],
    queryFn: async ({ signal }) => {
      const query = { ...written };
      const headers = { "Content-Type": "application/octet-stream" };
      const body = await beginning(file);
      return request<Preview>("POST", "/imports/preview", { query, body, headers, signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function keepTemplate(template: Template): Promise<unknown> {
  return post("/import-templates", template);
}

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

/** How the columns of a file are to be read: by a template that is kept, or by one for this once. */
export type Reading = { template: string } | { map: string };

/** Sends a file and starts its import; tells how much has been sent, from 0 to 1. */
export function sendFile(
  file: File,
  reading: Reading & Written,
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

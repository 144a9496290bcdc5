/** One entry of a record's history as the server writes it. */
export interface Change {
  at: string;
  kind: string;
  by_kind: string;
  user?: string | null;
  import?: string | null;
  changes: { field: string; before: unknown; after: unknown }[];
}

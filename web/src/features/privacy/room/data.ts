import { queryOptions } from "@tanstack/react-query";
import { get } from "../../../api/client";

export const kinds = ["access", "correction", "erasure", "restriction", "objection", "portability"] as const;
export const channels = ["email", "phone", "letter", "form", "visit", "chat", "other"] as const;
export type Kind = (typeof kinds)[number];
export type State = "open" | "done" | "refused" | "withdrawn";
export type ActName = "archive" | "erase" | "anonymise" | "restrict" | "object";

/** What somebody asked for about their data. */
export interface Request {
  id: string;
  version: number;
  kind: Kind;
  channel: (typeof channels)[number];
  customer: string | null;
  name: string;
  contact: string;
  note: string;
  received_at: string;
  due_at: string;
  /** Negative when it is late; none once it is closed. */
  days_left: number | null;
  identity: string;
  assignee: string | null;
  state: State;
  outcome: string;
  acts: { act: ActName; at: string; by: string | null; id?: string; purpose?: string }[];
  closed_at: string | null;
}

export const shelves = ["open", "overdue", "closed"] as const;
export type Shelf = (typeof shelves)[number];

interface Page {
  items: Request[];
  overdue: number;
  labels: Record<string, string>;
}

const key = ["privacy", "requests"];
export const requestsKey = key;

export const requestsQuery = (shelf: Shelf) =>
  queryOptions({
    queryKey: [...key, shelf],
    queryFn: async ({ signal }) => {
      const query = shelf === "overdue" ? { overdue: true } : shelf === "open" ? { state: "open" } : {};
      const page = await get<Page>("/privacy/requests", { ...query, limit: 200 }, signal);
      return { ...page, items: placed(page.items, shelf) };
    },
  });

/** Open ones by what is due first, closed ones by what was closed last. */
export function placed(items: Request[], shelf: Shelf): Request[] {
  if (shelf !== "closed") return items.toSorted((a, b) => a.due_at.localeCompare(b.due_at));
  const closed = items.filter((one) => one.state !== "open");
  return closed.toSorted((a, b) => (b.closed_at ?? "").localeCompare(a.closed_at ?? ""));
}

/** What the program can do for a request. */
export function actsFor(kind: Kind): ActName[] {
  switch (kind) {
    case "access":
    case "portability":
      return ["archive"];
    case "erasure":
      return ["anonymise", "erase"];
    case "restriction":
      return ["restrict"];
    case "objection":
      return ["object"];
    default:
      return [];
  }
}

export interface Rules {
  archive_days: number;
  answer_days: number;
  /** None: for ever. */
  audit_days: number | null;
  notice_days: number | null;
  import_days: number | null;
}

export const rulesQuery = queryOptions({
  queryKey: ["privacy", "rules"],
  queryFn: ({ signal }) => get<Rules>("/privacy/rules", undefined, signal),
});

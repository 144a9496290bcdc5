/** Reading and writing of the query part of addresses: plain texts, nothing quoted. */

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") out.set(name, String(value));
  }
  const text = out.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%7C/g, "|");
  return text ? `?${text}` : "";
}

/** State of a list, as its address holds it. */
export interface ListSearch {
  filter?: string;
  q?: string;
  sort?: string;
  /** Columns in order, separated by commas; absent: the object's own. */
  cols?: string;
  /** How records are laid out, `board:stage`; absent: as a table. */
  as?: string;
  /** Where a calendar or map looks, `2011-12`; absent: today, all that there is. No part of what a view keeps. */
  near?: string;
  /** The field by which records are grouped. */
  group?: string;
  /** `1`: with a row of totals. */
  totals?: string;
  /** A kept view by its id, or `all` for none where the list begins with one. */
  view?: string;
  /** `1`: the list is no longer as its view keeps it; the address holds all of its state. */
  changed?: string;
  /** `1`: the recycle bin. */
  deleted?: string;
  /** Record open in the side panel; the shown address is then the record's own. */
  open?: string;
  /** The instant at which that record is looked at; absent: now. */
  at?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  return {
    filter: text(search.filter),
    q: text(search.q),
    sort: text(search.sort),
    cols: text(search.cols),
    as: text(search.as),
    near: text(search.near),
    group: text(search.group),
    totals: search.totals === "1" ? "1" : undefined,
    view: text(search.view),
    changed: search.changed === "1" ? "1" : undefined,
    deleted: search.deleted === "1" ? "1" : undefined,
    open: text(search.open),
    at: search.open ? readRecordSearch(search).at : undefined,
  };
}

/** What the address of a record tells beside which one it is. */
export interface RecordSearch {
  /** The instant at which it is looked at; absent: now. */
  at?: string;
}

export function readRecordSearch(search: Record<string, unknown>): RecordSearch {
  const at = text(search.at);
  return { at: at && !Number.isNaN(Date.parse(at)) ? at : undefined };
}

/** Which part of a room is shown; none: the first. */
export function readTabSearch(search: Record<string, unknown>): { tab?: string } {
  return { tab: text(search.tab) };
}

/** Code of the role that somebody is to be added with. */
export function readAddSearch(search: Record<string, unknown>): { add?: string } {
  return { add: text(search.add) };
}

/** What the sign-in page is told by its address. */
export interface SignInSearch {
  /** Where to go afterwards, within the app. */
  next?: string;
  /** Short name of the company whose ways in are offered. */
  company?: string;
  /** An identity provider let the person in. */
  done?: string;
  /** `code`: an identity provider did, and the second factor is asked for. */
  step?: string;
  /** Why an identity provider did not. */
  failed?: string;
}

export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const next = text(search.next);
  const inside = next && /^\/(?![/\\])/.test(next) ? next : undefined;
  return {
    next: inside,
    company: text(search.company),
    done: text(search.done),
    step: text(search.step),
    failed: text(search.failed),
  };
}

import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, Problem, post, request } from "../../api/client";
import { isEmpty } from "../../api/definition";
import type { FieldDef, ObjectDef, Page, RecordData, Schemas } from "../../api/types";
import { isUnderWay } from "../../api/work";
import { differing } from "../merge/data";

export type Group = Schemas["DuplicateGroup"] & { records: RecordData[] };
type GroupState = Group["state"];
export type Scan = Schemas["DuplicateScan"];
export type Level = "same" | "near" | "like" | "other";

/** What of the groups is shown, as the address holds it. */
export interface DuplicatesSearch {
  state?: GroupState;
  /** Least chance in hundredths. */
  least?: number;
}

export const states = ["open", "merged", "apart"] as const;
export const leasts = [0, 90, 99] as const;

export function readDuplicatesSearch(search: Record<string, unknown>): DuplicatesSearch {
  const state = states.find((one) => one === search.state);
  const least = leasts.find((one) => one === Number(search.least));
  return { state: state === "open" ? undefined : state, least: least || undefined };
}

/** As many groups as the server gives at once. */
const batch = 100;

const key = (object: string) => ["duplicates", object];

export function groupsQuery(object: string, { state = "open", least = 0 }: DuplicatesSearch) {
  return infiniteQueryOptions({
    queryKey: [...key(object), "groups", state, least],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Group>>(
        `/records/${object}/duplicates`,
        { state, least: least / 100, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
}

/** Names of those with whom a record is probably one, as nobody has decided yet. */
export function groupsOfQuery(object: string, record: string) {
  return queryOptions({
    queryKey: [...key(object), "of", record],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Group>>(`/records/${object}/duplicates`, { record, limit: 5 }, signal);
      const others = page.items.flatMap((group) => group.records).filter((one) => one.id !== record);
      return others.map((one) => String(one.name ?? one.id));
    },
    staleTime: 60_000,
  });
}

/** All groups of a list, those too that are not shown yet; tells how many have come. */
export async function everyGroup(
  object: string,
  { state = "open", least = 0 }: DuplicatesSearch,
  onCount: (count: number) => void,
): Promise<Group[]> {
  const all: Group[] = [];
  let cursor: string | undefined;
  do {
    const query = { state, least: least / 100, cursor, limit: batch };
    const page = await get<Page<Group>>(`/records/${object}/duplicates`, query);
    all.push(...page.items);
    cursor = page.next || undefined;
    onCount(all.length);
  } while (cursor);
  return all;
}

export function scanQuery(object: string) {
  return queryOptions({
    queryKey: [...key(object), "scan"],
    queryFn: async ({ signal }) =>
      (await get<{ scan: Scan | null }>(`/records/${object}/duplicates/scan`, undefined, signal)).scan,
    refetchInterval: (query) => (isUnderWay(query.state.data) ? 700 : false),
  });
}

export const startScan = (object: string) => post(`/records/${object}/duplicates/scan`);
export const stopScan = (object: string) => request("DELETE", `/records/${object}/duplicates/scan`);

/** Share of a search that is done, 0 to 100: reading is a fifth of it. */
export function progress(scan: Scan): number {
  const read = scan.total > 0 ? Math.min(1, scan.done / scan.total) : 0;
  return Math.floor(20 * read + 0.08 * scan.compared);
}

export const refreshDuplicates = (client: QueryClient, object: string) =>
  client.invalidateQueries({ queryKey: key(object) });

export type Decision = Schemas["DuplicateDecision"];

/** As many as are sent at once, so that progress is seen and a stop is heard. */
const step = 20;

/** Sends decisions until `goOn` says no; tells which were made, and why others were not. */
export async function decide(
  object: string,
  decisions: Decision[],
  goOn: (sent: number) => boolean,
): Promise<{ made: Set<string>; failed: { group: string; error: Problem }[] }> {
  const failed: { group: string; error: Problem }[] = [];
  const made = new Set<string>();
  for (let at = 0; at < decisions.length && goOn(at); at += step) {
    const part = decisions.slice(at, at + step);
    const { items } = await post<{ items: { group: string; problem?: Schemas["Problem"] }[] }>(
      `/records/${object}/duplicates/decide`,
      { decisions: part },
    );
    for (const { group, problem } of items)
      if (problem) failed.push({ group, error: new Problem(problem.status, problem) });
      else made.add(group);
  }
  return { made, failed };
}

/** The record that stays unless another is chosen: the one with most values, of several the oldest. */
export function fullest(records: RecordData[]): string {
  const filled = (record: RecordData) => Object.values(record).filter((value) => !isEmpty(value)).length;
  const [best] = [...records].sort((a, b) => filled(b) - filled(a) || (a.id < b.id ? -1 : 1));
  return best?.id ?? "";
}

export interface Line {
  field: FieldDef;
  /** How well the least alike of the records agree; none: they were not compared in it. */
  level?: Level;
}

const order: Level[] = ["same", "near", "like", "other"];

/** The fields worth a look: those that were compared, then those that differ. */
export function lines(object: ObjectDef, group: Group): Line[] {
  const levels = new Map<string, Level>();
  for (const reason of group.reasons)
    for (const [name, [level]] of Object.entries(reason.fields)) {
      const before = levels.get(name);
      if (!before || order.indexOf(level as Level) > order.indexOf(before)) levels.set(name, level as Level);
    }
  const differ = new Set(differing(object, group.records).map((field) => field.name));
  const shown = object.fields.filter(
    (field) =>
      !field.hidden &&
      (levels.has(field.name) || differ.has(field.name)) &&
      group.records.some((record) => !isEmpty(record[field.name])),
  );
  const line = (field: FieldDef): Line => ({
    field,
    level: levels.get(field.name),
  });
  const rank = (one: Line) => (one.level ? 0 : 1);
  return shown.map(line).sort((a, b) => rank(a) - rank(b));
}

export type Actions = Schemas["DuplicateActions"];

/** What is known of records that are probably the same as one about to be saved. */
export interface Similar {
  action: Actions["entry"];
  items: { fields: string[]; record: RecordData }[];
}

export const checkSimilar = (object: string, values: Record<string, unknown>) =>
  post<Similar>(`/records/${object}/duplicates/check`, { values });

export function actionsQuery(object: string) {
  return queryOptions({
    queryKey: [...key(object), "actions"],
    queryFn: ({ signal }) => get<Actions>(`/records/${object}/duplicates/actions`, undefined, signal),
  });
}

export const setActions = (object: string, actions: Actions) =>
  request<Actions>("PUT", `/records/${object}/duplicates/actions`, { json: actions });

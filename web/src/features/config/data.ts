import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, request } from "../../api/client";
import { labelIn } from "../../api/definition";
import type { Labels, Schemas } from "../../api/types";

export type Differences = Schemas["ConfigDifferences"];
export type Difference = Schemas["ConfigDifference"];
export type Leaf = Schemas["ConfigLeaf"];
export type Section = Schemas["ConfigSection"];
export type KnownPack = Schemas["KnownPack"];
export type Changed = Schemas["ConfigChanged"];

/** Everything that a configuration is about must be administered to have to do with it. */
export const needed = ["company.manage", "object.define", "user.manage", "privacy.manage"] as const;

export const packsQuery = queryOptions({
  queryKey: ["config", "packs"],
  queryFn: ({ signal }) => get<Schemas["Packs"]>("/packs", undefined, signal),
  staleTime: 0,
});

/** The parts of a configuration, in their order. */
export const sections = [
  "company",
  "objects",
  "fields",
  "rules",
  "matching",
  "duplicates",
  "sources",
  "roles",
  "sign_in",
  "homes",
  "arrangements",
  "tag_groups",
  "tags",
  "views",
  "retention",
  "privacy",
] as const satisfies Section[];

/** What of the log is shown, as the address holds it. */
export interface ConfigSearch {
  tab?: string;
  object?: string;
  section?: Section;
}

export function readConfigSearch(search: Record<string, unknown>): ConfigSearch {
  const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
  return {
    tab: text(search.tab),
    object: text(search.object),
    section: sections.find((one) => one === search.section),
  };
}

export const changesQuery = (asked: Pick<ConfigSearch, "object" | "section">) =>
  infiniteQueryOptions({
    queryKey: ["config", "changes", asked],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["ConfigChanges"]>("/config/changes", { ...asked, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });

/** The file of a pack that the program brings, as text. */
export const packFile = async (name: string) => JSON.stringify(await get<unknown>(`/packs/${name}`));

const headers = { "Content-Type": "application/json" };

/** What applying a file would do; the text goes as it is, so that the server can say in which line it is bad. */
export const compare = (file: string) =>
  request<Differences>("POST", "/config/diff", { body: file, headers });

export const apply = (file: string, seen: string, partly: boolean) =>
  request<Schemas["ConfigApplied"]>("POST", "/config/apply", {
    body: file,
    headers,
    query: { seen, partly },
  });

export const takeBack = (id: string) => post<Schemas["ConfigTakenBack"]>(`/config/changes/${id}/undo`, {});

/** The name of a thing in a language: as its leaves or `known` have it, else by its key. */
export function nameOf(
  { section, key, leaves }: Pick<Difference, "section" | "key" | "leaves">,
  language: string,
  known: string | undefined,
): string {
  const own = section === "objects" ? "plural" : section === "fields" ? "labels" : undefined;
  if (own) {
    const found = leaves.filter(({ path }) => path.startsWith(`${own}.`));
    const labels = Object.fromEntries(found.map(({ path, after }) => [path.slice(own.length + 1), after]));
    return known ?? labelIn(labels as Labels, language, lastOf(key));
  }
  const name = leaves.find(({ path }) => path === "name")?.after;
  return typeof name === "string" && name ? name : lastOf(key);
}

/** `Large orders` of `order/Large orders`, `x_size` of `customer.x_size`. */
function lastOf(key: string): string {
  return key.includes("/") ? key.slice(key.indexOf("/") + 1) : (key.split(".").pop() ?? key);
}

/** The object that a thing belongs to, by name. */
export function objectNameOf({ section, key }: Pick<Difference, "section" | "key">): string | undefined {
  if (section === "fields") return key.split(".")[0];
  if (section === "rules" || section === "views") return key.split("/")[0];
  return ["matching", "duplicates", "sources", "arrangements"].includes(section) ? key : undefined;
}

/** A value as one line of text; none for nothing. */
export function valueText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  return JSON.stringify(value);
}

import type en from "./words/en";

/** What help is about. */
export type Topic = keyof typeof en;

/** How help tells a topic. */
export interface Help {
  title: string;
  /** What the room is for, in one or two sentences. */
  about: string;
  /** How the usual things are done, each on its own. */
  steps: string[];
}

/** Addresses and their topics, the closest first. */
const rooms: [address: RegExp, topic: Topic][] = [
  [/^\/$/, "home"],
  [/^\/records\/customer\/./, "customer"],
  [/^\/records\/task$/, "tasks"],
  [/^\/records\/[^/]+\/./, "record"],
  [/^\/records\//, "list"],
  [/^\/duplicates\/[^/]+\/rules/, "matching"],
  [/^\/duplicates\//, "duplicates"],
  [/^\/imports\/schedules/, "schedules"],
  [/^\/imports/, "imports"],
  [/^\/insight\/people/, "reports"],
  [/^\/studio\/objects\//, "fields"],
  [/^\/studio\/users\/hand-overs/, "handOvers"],
  [/^\/studio\/users\/providers/, "providers"],
  [/^\/studio\/users/, "people"],
  [/^\/studio\/roles/, "roles"],
  [/^\/studio\/units/, "units"],
  [/^\/studio\/keys/, "keys"],
  [/^\/studio\/brand/, "brand"],
  [/^\/studio\/mail/, "mail"],
  [/^\/studio\/configuration/, "configuration"],
  [/^\/studio\/audit/, "audit"],
  [/^\/studio\/privacy/, "privacy"],
  [/^\/studio/, "objects"],
  [/^\/account/, "account"],
];

/** The topic of an address; the home's where there is none of its own. */
export const topicOf = (pathname: string): Topic =>
  rooms.find(([address]) => address.test(pathname))?.[1] ?? "home";

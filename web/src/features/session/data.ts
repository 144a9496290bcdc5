import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Session = Schemas["SessionView"];

/** What the company asks of those who sign in. */
export const signInRulesQuery = queryOptions({
  queryKey: ["sign-in-rules"],
  queryFn: ({ signal }) => get<Schemas["SignInRules"]>("/sign-in-rules", undefined, signal),
});

/** When one's notices come by mail. */
export const digestQuery = queryOptions({
  queryKey: ["digest"],
  queryFn: ({ signal }) => get<Schemas["Digest"]>("/me/digest", undefined, signal),
});

/** Devices on which somebody is signed in: oneself, or the person with this id. */
export const sessionsQuery = (user?: string) =>
  queryOptions({
    queryKey: ["sessions", user ?? "me"],
    queryFn: ({ signal }) =>
      get<Schemas["Sessions"]>(user ? `/users/${user}/sessions` : "/me/sessions", undefined, signal),
  });

/** Passkeys of oneself, or of the person with this id. */
export const passkeysQuery = (user?: string) =>
  queryOptions({
    queryKey: ["passkeys", user ?? "me"],
    queryFn: ({ signal }) =>
      get<Schemas["Passkeys"]>(user ? `/users/${user}/passkeys` : "/me/passkeys", undefined, signal),
  });

const systems: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Mac OS X/, "macOS"],
  [/Android/, "Android"],
  [/Linux/, "Linux"],
];
const browsers: [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

/** A browser's name for itself in the words that people use; as it is when it is none that we know. */
export function deviceName(agent: string): string {
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const parts = [named(browsers), named(systems)].filter(Boolean);
  return parts.length ? parts.join(" · ") : agent;
}

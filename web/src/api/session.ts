import { queryOptions } from "@tanstack/react-query";
import { useMemo } from "react";
import { noteBrand } from "./brand";
import { get, Problem } from "./client";
import { sharedQuery } from "./shared-query";
import type { Act, Me, Meta } from "./types";

/** Says that this browser has signed in; the session itself is in a cookie that scripts cannot see. */
const hint = "guanxi.signed-in";

export function noteSignedIn(signedIn: boolean) {
  if (signedIn) localStorage.setItem(hint, "1");
  else localStorage.removeItem(hint);
}

const company = "guanxi.company";

/** Short name of the company at which this browser last signed in. */
export const knownCompany = () => localStorage.getItem(company) ?? undefined;

/** Who is signed in; null when nobody is. A browser that never signed in does not ask. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    if (!localStorage.getItem(hint)) return null;
    try {
      const me = await get<Me>("/me", undefined, signal);
      localStorage.setItem(company, me.company.slug);
      noteBrand(me.company.slug, me.company);
      return me;
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
      noteSignedIn(false);
      return null;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: ({ signal }) => get<Meta>("/meta", undefined, signal),
  staleTime: 300_000,
});

const me = sharedQuery<Me | null>(meQuery);
const meta = sharedQuery<Meta>(metaQuery);

export function useMe(): Me {
  const data = me.useIt();
  if (!data) throw new Problem(401, {});
  return data;
}

export function useMeta(): Meta {
  return meta.useIt();
}

export type Can = (permission: string, object?: string) => boolean;

/** Whether the signed-in person may do something, with records of any object or of one; the server decides in the end. */
export function useCan(): Can {
  const permissions = me.useKnown()?.permissions;
  const known = meta.useKnown();
  return useMemo(
    () => (permission, object) => {
      if (!permissions?.includes(permission)) return false;
      if (!object) return true;
      const act = permission.split(".")[permission.startsWith("record.") ? 1 : 0] as Act;
      return known?.objects.find((one) => one.name === object)?.may.includes(act) ?? false;
    },
    [permissions, known],
  );
}

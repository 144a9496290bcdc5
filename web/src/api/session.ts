import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { get, Problem } from "./client";
import type { Me, Meta } from "./types";

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await get<Me>("/me", undefined, signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: ({ signal }) => get<Meta>("/meta", undefined, signal),
  staleTime: 300_000,
});

export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Problem(401, {});
  return data;
}

export function useMeta(): Meta {
  return useSuspenseQuery(metaQuery).data;
}

/** Whether the signed-in person may do something; the server decides in the end. */
export function useCan(): (permission: string) => boolean {
  const { data } = useQuery(meQuery);
  const permissions = data?.permissions ?? [];
  return (permission) => permissions.includes(permission);
}

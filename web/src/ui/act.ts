import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useFailureNotice } from "./notices";

/** Does something and reads anew what it may have changed; a failure is told by what was tried. */
export function useAct(queryKey: QueryKey) {
  const client = useQueryClient();
  const fail = useFailureNotice();
  return async (tried: string, work: Promise<unknown>) => {
    await work.catch((error) => fail(tried, error));
    await client.invalidateQueries({ queryKey });
  };
}

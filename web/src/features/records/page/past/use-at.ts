import { useMatch, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** The instant that a record is looked at, as the address holds it (`at`); none: now. In a side panel the list's address has it,
 *  and the record's own is the one that is shown. */
export function useAt(object: string, id: string): [at: string | undefined, look: (at?: string) => void] {
  const search = useSearch({ strict: false });
  const page = useMatch({ from: "/shell/records/records/$object/$id", shouldThrow: false });
  const navigate = useNavigate();
  const alone = page !== undefined;
  const look = useCallback(
    (at?: string) => {
      const to = "/records/$object/$id" as const;
      const params = { object, id };
      if (alone) return navigate({ to, params, search: { at } });
      return navigate({
        to: "/records/$object",
        params: { object },
        search: (before: object) => ({ ...before, at }),
        mask: { to, params, search: { at }, unmaskOnReload: true },
      });
    },
    [navigate, alone, object, id],
  );
  return [search.at, look];
}

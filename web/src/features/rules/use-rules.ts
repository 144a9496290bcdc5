import { useQueryClient } from "@tanstack/react-query";
import { metaQuery } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { keepRules, rulesQuery, type Standing } from "./data";

/** Changes the rules of an object; each change is said, and can be taken back. */
export function useRules(object: ObjectDef, rules: Standing[]) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undone = useUndoNotice();
  async function put(next: Standing[]) {
    await keepRules(object.name, next);
    await client.invalidateQueries({ queryKey: rulesQuery(object.name).queryKey });
    await client.invalidateQueries({ queryKey: metaQuery.queryKey });
  }
  return async (next: Standing[], name: string) => {
    const said = t("studio.changed", { name });
    await put(next);
    undone(said, () => put(rules).catch((error) => fail(said, error)));
  };
}

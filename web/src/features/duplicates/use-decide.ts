import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshRecords } from "../../api/records";
import type { ObjectDef } from "../../api/types";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { type Decision, decide, fullest, type Group, refreshDuplicates } from "./data";

type What = "merge" | "apart" | "undo";

export interface Decide {
  /** Does it to all of them; says so, and offers to take it back. */
  to: (what: What, groups: Group[]) => Promise<void>;
  busy: boolean;
  /** The record of a group that stays. */
  survivorOf: (group: Group) => string;
}

export function useDecide(object: ObjectDef, survivors: Record<string, string>): Decide {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const [busy, setBusy] = useState(false);
  const survivorOf = (group: Group) => survivors[group.id] ?? fullest(group.records);

  async function send(what: What, groups: Group[]): Promise<Group[]> {
    const decisions = groups.map((group): Decision => {
      const merge = { merge: { survivor: survivorOf(group), strategy: "survivor" as const } };
      return { group: group.id, do: what === "merge" ? merge : what };
    });
    const failed = await decide(object.name, decisions);
    const [first] = failed;
    if (first) fail(t("duplicates.someFailed", { count: failed.length }), first.error);
    await refreshDuplicates(client, object.name);
    if (what !== "apart") refreshRecords(client);
    return groups.filter((group) => !failed.some((one) => one.group === group.id));
  }

  async function to(what: What, groups: Group[]) {
    if (busy || groups.length === 0) return;
    setBusy(true);
    try {
      const done = await send(what, groups);
      const count = done.length;
      if (count && what === "undo") message.success(t("duplicates.undone", { count }));
      else if (count)
        undoNotice(t(what === "merge" ? "duplicates.mergedNow" : "duplicates.apartNow", { count }), () =>
          send("undo", done).catch((error) => fail(t("action.undo"), error)),
        );
    } catch (error) {
      fail(t(what === "undo" ? "action.undo" : `duplicates.do.${what}`), error);
    }
    setBusy(false);
  }
  return { to, busy, survivorOf };
}

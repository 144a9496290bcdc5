import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useRef, useState } from "react";
import { refreshRecords } from "../../api/records";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { type Decision, decide, fullest, type Group, refreshDuplicates } from "./data";

type What = "merge" | "apart" | "undo";

export interface Decide {
  /** Does it to all of them; says so, and offers to take it back. */
  to: (what: What, groups: Group[]) => Promise<void>;
  busy: boolean;
  /** How far it is, when it takes long. */
  progress: { sent: number; total: number } | null;
  /** Leaves the rest as it is. */
  stop: () => void;
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
  const [progress, setProgress] = useState<Decide["progress"]>(null);
  const stopped = useRef(false);
  const working = useRef(false);
  const survivorOf = (group: Group) => survivors[group.id] ?? fullest(group.records);

  async function send(what: What, groups: Group[]): Promise<Group[]> {
    const decisions = groups.map((group): Decision => {
      const merge = { merge: { survivor: survivorOf(group), strategy: "survivor" as const } };
      return { group: group.id, do: what === "merge" ? merge : what };
    });
    stopped.current = false;
    const { made, failed } = await decide(object.name, decisions, (sent) => {
      if (sent > 0) setProgress({ sent, total: decisions.length });
      return !stopped.current;
    }).finally(() => setProgress(null));
    const [first] = failed;
    if (first) fail(t("duplicates.someFailed", { count: failed.length }), first.error);
    await refreshDuplicates(client, object.name);
    if (what !== "apart") refreshRecords(client);
    return groups.filter((group) => made.has(group.id));
  }

  async function to(what: What, groups: Group[]) {
    if (working.current || groups.length === 0) return;
    working.current = true;
    setBusy(true);
    try {
      const done = await send(what, groups);
      const count = done.length;
      if (count && what === "undo") message.success(t("duplicates.undone", { count }));
      else if (count)
        undoNotice(t(what === "merge" ? "duplicates.mergedNow" : "duplicates.apartNow", { count }), () =>
          to("undo", done),
        );
    } catch (error) {
      fail(t(what === "undo" ? "action.undo" : `duplicates.do.${what}`), error);
    }
    working.current = false;
    setBusy(false);
  }
  const stop = () => {
    stopped.current = true;
  };
  return { to, busy, progress, stop, survivorOf };
}

import { usePatch } from "../../api/records";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDateTime } from "../../ui/format";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";

/** What is done with a task from wherever it is shown; each can be taken back for ten seconds. */
export function useTaskActs(task: RecordData) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const patch = usePatch("task");
  const title = String(task.title ?? "");

  async function act(values: Record<string, unknown>, tried: string, done: string) {
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, task[name] ?? null]));
    const set = (next: Record<string, unknown>) => patch.mutateAsync({ id: task.id, values: next });
    try {
      await set(values);
      undoNotice(done, () => set(before).catch((error) => fail(t("action.undo"), error)));
    } catch (error) {
      fail(tried, error);
    }
  }
  return {
    busy: patch.isPending,
    complete: () =>
      act({ done_at: new Date().toISOString() }, t("tasks.complete", { title }), t("tasks.done", { title })),
    reopen: () => act({ done_at: null }, t("tasks.reopen"), t("tasks.reopened", { title })),
    snooze: (until: string | null) =>
      act(
        { snoozed_until: until },
        t("tasks.snooze"),
        until
          ? t("tasks.snoozed", { title, when: formatDateTime(until, language, zone) })
          : t("tasks.woken", { title }),
      ),
    assign: (assignee: string, name: string) =>
      act({ assignee }, t("tasks.assign"), t("tasks.assigned", { title, name })),
    tick: (checklist: unknown) =>
      patch
        .mutateAsync({ id: task.id, values: { checklist } })
        .catch((error) => fail(t("tasks.progress"), error)),
  };
}

/** Until when a task is out of sight; undefined when it is not. */
export function snoozedUntil(task: RecordData): string | undefined {
  const until = task.snoozed_until;
  return typeof until === "string" && Date.parse(until) > Date.now() ? until : undefined;
}

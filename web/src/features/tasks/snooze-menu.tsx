import type { MenuProps } from "antd";
import { useState } from "react";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { DropMenu } from "../../ui/drop-menu";
import { formatDateTime } from "../../ui/format";
import { onDemand } from "../../ui/on-demand";
import type { Opener } from "../../ui/opener";
import { snoozedUntil, useTaskActs } from "./acts";
import { soon } from "./when";

const SnoozeDialog = onDemand(() => import("./snooze-dialog"));

/** Puts a task out of sight for a while: later today, tomorrow, next week, until a time of one's own. */
export function SnoozeMenu({ task, children }: { task: RecordData; children: Opener }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const acts = useTaskActs(task);
  const [own, setOwn] = useState(false);
  const items: MenuProps["items"] = [
    ...soon(zone).map(({ choice, at }) => ({
      key: choice,
      label: t(`tasks.soon.${choice}`),
      extra: formatDateTime(at, language, zone),
      onClick: () => acts.snooze(at),
    })),
    { key: "own", label: t("tasks.soon.own"), onClick: () => setOwn(true) },
    ...(snoozedUntil(task)
      ? [{ key: "wake", label: t("tasks.wake"), onClick: () => acts.snooze(null) }]
      : []),
  ];
  return (
    <>
      <DropMenu menu={{ items }} placement="bottomRight">
        {children}
      </DropMenu>
      {own && <SnoozeDialog task={task} onClose={() => setOwn(false)} />}
    </>
  );
}

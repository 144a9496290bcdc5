import { Dropdown, type MenuProps } from "antd";
import { type ReactElement, useState } from "react";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDateTime } from "../../ui/format";
import { snoozedUntil, useTaskActs } from "./acts";
import { SnoozeDialog } from "./snooze-dialog";
import { soon } from "./when";

/** Puts a task out of sight for a while: later today, tomorrow, next week, until a time of one's own. */
export function SnoozeMenu({ task, children }: { task: RecordData; children: ReactElement }) {
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
      <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
        {children}
      </Dropdown>
      {own && <SnoozeDialog task={task} onClose={() => setOwn(false)} />}
    </>
  );
}

import { Progress } from "antd";
import { isUnderWay, percentOf } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { Tag } from "../../ui/tag";

export type State = "waiting" | "running" | "done" | "failed" | "cancelled";

const colors: Partial<Record<State, string>> = { done: "green", failed: "red", cancelled: "amber" };

/** How far something in the background is, or how it ended. */
export function WorkState({ work }: { work: { state: State; done: number; total: number } }) {
  const { t } = useTranslation();
  if (isUnderWay(work)) return <Progress percent={percentOf(work.done, work.total)} size="small" />;
  return <Tag dot color={colors[work.state]} text={t(`archive.states.${work.state}`)} />;
}

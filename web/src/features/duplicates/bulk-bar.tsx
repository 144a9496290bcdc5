import { Button, Checkbox, Progress } from "antd";
import { Merge, Split, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import type { Group } from "./data";
import styles from "./duplicates.module.css";
import type { Decide } from "./use-decide";

interface Props {
  /** They are to be decided; else what was decided can be taken back. */
  open: boolean;
  groups: Group[];
  selected: Group[];
  choose: (ids: string[]) => void;
  decide: Decide;
  /** Chooses those too that are not shown yet, telling how many have come; none: all are shown. */
  chooseEvery?: (onCount: (count: number) => void) => Promise<unknown>;
}

/** Decisions on all chosen groups at once. */
export function BulkBar({ open, groups, selected, choose, decide, chooseEvery }: Props) {
  const { t } = useTranslation();
  const fail = useFailureNotice();
  const { language } = usePlace();
  const [gathered, setGathered] = useState<number>();
  const count = selected.length;
  const all = count > 0 && count >= groups.length;
  const number = (n: number) => formatNumber(n, language);
  async function run(what: "merge" | "apart" | "undo") {
    await decide.to(what, selected);
    choose([]);
  }
  async function every() {
    setGathered(0);
    await chooseEvery?.(setGathered).catch((error) => fail(t("duplicates.chooseEvery"), error));
    setGathered(undefined);
  }
  if (decide.progress) {
    const { sent, total } = decide.progress;
    return (
      <div className={styles.bulk} role="status">
        <Progress
          className={styles.advance}
          percent={Math.floor((100 * sent) / total)}
          showInfo={false}
          aria-label={t("duplicates.working", { done: number(sent), total: number(total) })}
        />
        <span className="num">{t("duplicates.working", { done: number(sent), total: number(total) })}</span>
        <Button size="small" onClick={decide.stop}>
          {t("duplicates.stopHere")}
        </Button>
      </div>
    );
  }
  const act = { size: "small", loading: decide.busy } as const;
  return (
    <div
      className={styles.bulk}
      role="toolbar"
      aria-label={t("duplicates.chosen", { count, shown: number(count) })}
    >
      <Checkbox
        checked={all}
        indeterminate={count > 0 && !all}
        onChange={() => choose(all ? [] : groups.map((group) => group.id))}
      >
        {count ? t("duplicates.chosen", { count, shown: number(count) }) : t("duplicates.chooseAll")}
      </Checkbox>
      {count === groups.length && chooseEvery && (
        <Button type="link" size="small" loading={gathered !== undefined} onClick={every}>
          {gathered ? number(gathered) : t("duplicates.chooseEvery")}
        </Button>
      )}
      {count > 0 && open && (
        <>
          <Button {...act} type="primary" icon={<Merge size={14} />} onClick={() => run("merge")}>
            {t("duplicates.do.merge")}
          </Button>
          <Button {...act} icon={<Split size={14} />} onClick={() => run("apart")}>
            {t("duplicates.do.apart")}
          </Button>
        </>
      )}
      {count > 0 && !open && (
        <Button {...act} icon={<Undo2 size={14} />} onClick={() => run("undo")}>
          {t("duplicates.takeBack")}
        </Button>
      )}
      <span className={`muted ${styles.hint}`}>{t(open ? "duplicates.keys" : "duplicates.keysBack")}</span>
    </div>
  );
}

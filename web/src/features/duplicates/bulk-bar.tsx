import { Button, Checkbox } from "antd";
import { Merge, Split } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Group } from "./data";
import styles from "./duplicates.module.css";
import type { Decide } from "./use-decide";

interface Props {
  groups: Group[];
  selected: Group[];
  choose: (ids: string[]) => void;
  decide: Decide;
}

/** Decisions on all chosen groups at once. */
export function BulkBar({ groups, selected, choose, decide }: Props) {
  const { t } = useTranslation();
  const count = selected.length;
  const all = count === groups.length;
  async function run(what: "merge" | "apart") {
    await decide.to(what, selected);
    choose([]);
  }
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("duplicates.chosen", { count })}>
      <Checkbox
        checked={all}
        indeterminate={count > 0 && !all}
        onChange={() => choose(all ? [] : groups.map((group) => group.id))}
      >
        {count ? t("duplicates.chosen", { count }) : t("duplicates.chooseAll")}
      </Checkbox>
      {count > 0 && (
        <>
          <Button
            size="small"
            type="primary"
            icon={<Merge size={14} />}
            loading={decide.busy}
            onClick={() => run("merge")}
          >
            {t("duplicates.do.merge")}
          </Button>
          <Button size="small" icon={<Split size={14} />} disabled={decide.busy} onClick={() => run("apart")}>
            {t("duplicates.do.apart")}
          </Button>
        </>
      )}
      <span className={`muted ${styles.hint}`}>{t("duplicates.keys")}</span>
    </div>
  );
}

import { Progress } from "antd";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { isUnderWay, percentOf } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import styles from "./bulk.module.css";
import { type BulkAction, paceOf, progressOf } from "./data";

/** Records of an object with their number: "4,312 customers". */
export function useRecords(object: string) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const def = objectOf(useMeta(), object);
  const labels = useLabels();
  return (count: number, exact = true) => {
    const name = def ? (count === 1 ? labels.object(def) : labels.plural(def)) : object;
    return t("bulk.records", { name, records: formatNumber(count, language) + (exact ? "" : "+") });
  };
}

/** How far an action is, or what came of it. */
export function Result({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const records = useRecords(action.object);
  const number = (count: number) => formatNumber(count, language);
  if (isUnderWay(action)) return <Running action={action} />;
  const { state, changed, unchanged, refused, skipped, restored, kept } = action;
  const parts =
    state === "undone"
      ? [t("bulk.restored", { records: records(restored) }), kept > 0 && t("bulk.kept", { n: number(kept) })]
      : [
          t(action.what.do === "delete" ? "bulk.deletedCount" : "bulk.changedCount", {
            records: records(changed),
          }),
          unchanged > 0 && t("bulk.unchanged", { n: number(unchanged) }),
          refused > 0 && t("bulk.refused", { n: number(refused) }),
          skipped > 0 && t("bulk.skipped", { n: number(skipped) }),
        ];
  return (
    <span className="num">
      {state === "failed" && <b>{t("bulk.failed")} </b>}
      {state === "cancelled" && <b>{t("bulk.cancelled")} </b>}
      {parts.filter(Boolean).join(t("bulk.comma"))}
      {action.error && <span className="muted"> {action.error}</span>}
    </span>
  );
}

function Running({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { done, total } = progressOf(action);
  const pace = paceOf(action, Date.now());
  const number = (count: number) => formatNumber(count, language, 0);
  const left = pace && (pace.left < 90 ? "bulk.seconds" : "bulk.minutes");
  return (
    <div className={styles.notice} role="status">
      <Progress percent={percentOf(done, total)} size="small" />
      <span className="muted num">
        {action.cancelling
          ? t("bulk.stopping")
          : action.state === "waiting" || total === 0
            ? t("bulk.waiting")
            : t("bulk.progress", { done: number(done), total: number(total) })}
        {pace && left && !action.cancelling && (
          <>
            {" · "}
            {t("bulk.speed", { n: number(pace.speed) })}
            {" · "}
            {t(left, { n: number(left === "bulk.seconds" ? pace.left : pace.left / 60) })}
          </>
        )}
      </span>
    </div>
  );
}

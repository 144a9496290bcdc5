import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { valueType } from "../../api/definition";
import type { FieldDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatMoney } from "../../ui/format";
import type { Figures } from "../records/list/summary";
import { stageOf, standing } from "./data";
import styles from "./stages.module.css";

interface StageProps {
  field: FieldDef;
  value: string | null;
}

/** Says quietly that a column is where the way ends. */
export function OutcomeMark({ field, value }: StageProps) {
  const { t } = useTranslation();
  const { outcome } = stageOf(field, value);
  if (outcome === "open") return null;
  const Icon = outcome === "won" ? CircleCheck : CircleX;
  return (
    <span className={styles.outcome} title={t(`stages.outcomes.${outcome}`)}>
      <Icon size={14} aria-hidden="true" />
      <span className="sr-only">{t(`stages.outcomes.${outcome}`)}</span>
    </span>
  );
}

/** What the amounts of a column come to by how likely they are won. */
export function Weighted({ field, value, sum, figures }: StageProps & { sum: FieldDef; figures?: Figures }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { probability } = stageOf(field, value);
  const first = figures?.sums[0];
  if (probability === undefined || !first?.currency || valueType(sum) !== "money") return null;
  const amount = String((Number(first.sum) * probability) / 100);
  return (
    <p className={styles.weighted}>
      <span className="clip">{t("stages.weighted", { percent: probability })}</span>
      <span className="num">{formatMoney({ amount, currency: first.currency }, language)}</span>
    </p>
  );
}

/** Says of a card that it stands in its stage for too long. */
export function StalledMark({ field, row }: { field: FieldDef; row: RecordData }) {
  const { t } = useTranslation();
  const { stalled } = standing(field, row, Date.now());
  if (!stalled) return null;
  return (
    <p className={styles.since} data-stalled="">
      <TriangleAlert size={13} aria-hidden="true" /> {t("stages.stalled", { count: stalled })}
    </p>
  );
}

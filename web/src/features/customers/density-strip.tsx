import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatMonth, formatNumber } from "../../ui/format";
import { summaryQuery } from "./data";
import { barsOf } from "./density";
import styles from "./density-strip.module.css";

interface Props {
  customer: string;
  kinds: string[];
  /** Goes to what happened until the end of a month, `months` long. */
  onJump: (month: string, months: number) => void;
}

/** How much happened when, over all the years; a press goes there. */
export function DensityStrip({ customer, kinds, onJump }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data } = useQuery(summaryQuery(customer));
  const { bars, months } = barsOf(data?.activity ?? [], kinds);
  if (bars.length < 3) return null;
  const top = Math.max(...bars.map((bar) => bar.count), 1);
  return (
    <fieldset className={styles.strip}>
      <legend className="sr-only">{t("timeline.density")}</legend>
      <div className={styles.bars}>
        {bars.map(({ month, count }) => {
          const text = `${formatMonth(month, language)}: ${formatNumber(count, language)}`;
          return (
            <button
              key={month}
              data-hint={text}
              data-hint-now=""
              type="button"
              className={`plain ${styles.slot}`}
              disabled={count === 0}
              aria-label={text}
              onClick={() => onJump(month, months)}
            >
              <span
                className={styles.bar}
                style={{ height: count ? `${Math.max(12, (count / top) * 100)}%` : 1 }}
              />
            </button>
          );
        })}
      </div>
      <div className={styles.ends} aria-hidden="true">
        <span>{formatMonth(bars[0]?.month ?? "", language)}</span>
        <span>{formatMonth(bars.at(-1)?.month ?? "", language)}</span>
      </div>
    </fieldset>
  );
}

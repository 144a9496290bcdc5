import { Button } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { formatLongDay, formatMonthDay, formatNumber, formatWeekday } from "../../../../ui/format";
import styles from "./calendar.module.css";
import type { Day } from "./days";
import { type Entries, Entry } from "./entry";
import type { DayEntries } from "./use-entries";

interface Props {
  days: Day[];
  today: Day;
  byDay: ReadonlyMap<Day, DayEntries>;
  entries: Entries;
  onDay: (day: Day) => void;
  onCreate: ((day: Day) => void) | undefined;
}

/** The days of a week below each other, for phones. */
export function WeekList({ days, today, byDay, entries, onDay, onCreate }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  return (
    <div className={`${styles.list} scroll`}>
      {days.map((day) => {
        const { rows = [], count } = byDay.get(day) ?? {};
        const more = (count?.count ?? 0) - rows.length;
        const spoken = formatLongDay(day, language);
        return (
          <section
            key={day}
            className={styles.section}
            aria-label={spoken}
            data-today={day === today ? "" : undefined}
          >
            <h2>
              <span>{formatWeekday(day, language)}</span>
              <span className="num">{formatMonthDay(day, language)}</span>
              {onCreate && (
                <Button
                  type="text"
                  size="large"
                  icon={<Plus size={18} />}
                  aria-label={t("kinds.calendar.create", { day: spoken })}
                  onClick={() => onCreate(day)}
                />
              )}
            </h2>
            {rows.map((row) => (
              <Entry key={row.id} entries={entries} row={row} day={day} tabIndex={0} still />
            ))}
            {more > 0 && (
              <Button type="link" className="num" onClick={() => onDay(day)}>
                {t("kinds.calendar.more", { n: formatNumber(more, language) })}
              </Button>
            )}
          </section>
        );
      })}
    </div>
  );
}

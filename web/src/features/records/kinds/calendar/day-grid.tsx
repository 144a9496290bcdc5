import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { formatLongDay, formatMonthDay, formatNumber, formatWeekday } from "../../../../ui/format";
import styles from "./calendar.module.css";
import { addDays, addMonths, type Day } from "./days";
import { type Entries, Entry } from "./entry";
import type { DayEntries } from "./use-entries";

interface Props {
  name: string;
  weeks: Day[][];
  /** The month whose days are not faint; none in a week. */
  month: string | undefined;
  today: Day;
  /** The day that is looked at first. */
  at: Day;
  byDay: ReadonlyMap<Day, DayEntries>;
  entries: Entries;
  onDay: (day: Day) => void;
  /** Shows another time. */
  onGo: (day: Day) => void;
  onOver: (day: Day) => void;
  onDrop: (day: Day) => void;
  onCreate: ((day: Day) => void) | undefined;
}

const head = 30;
const lineHeight = 24;

/** How many lines a day has room for. */
function useRoom(box: RefObject<HTMLDivElement | null>, weeks: number): number {
  const [room, setRoom] = useState(3);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      const row = ((entry?.contentRect.height ?? 0) - head) / weeks;
      setRoom(Math.max(2, Math.floor((row - head) / lineHeight)));
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [box, weeks]);
  return room;
}

/** Days in rows of weeks; the arrow keys go from day to day. */
export function DayGrid(props: Props) {
  const { name, weeks, today, byDay, onGo, onDay } = props;
  const { language } = usePlace();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box, weeks.length);
  const [chosen, setChosen] = useState<Day>();
  /** The day that gets the focus when it has come into sight. */
  const wanted = useRef<Day>(undefined);
  const focus = (day: Day) => {
    const cell = box.current?.querySelector<HTMLElement>(`[data-day="${day}"]`);
    cell?.focus();
    return Boolean(cell);
  };
  useEffect(() => {
    if (wanted.current && byDay.has(wanted.current) && focus(wanted.current)) wanted.current = undefined;
  });
  const active = chosen && byDay.has(chosen) ? chosen : props.at;
  function walk(event: KeyboardEvent, day: Day) {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    const to = step
      ? addDays(day, step)
      : months
        ? props.month
          ? addMonths(day, months)
          : addDays(day, months * 7)
        : event.key === "Home"
          ? today
          : undefined;
    if (event.key === "Enter" || event.key === " ") onDay(day);
    else if (to) {
      setChosen(to);
      if (!byDay.has(to) || months) {
        wanted.current = to;
        onGo(to);
      } else focus(to);
    } else return;
    event.preventDefault();
  }
  return (
    <div
      ref={box}
      className={`${styles.grid} scroll`}
      role="grid"
      aria-label={name}
      data-week={props.month ? undefined : ""}
      style={{ "--weeks": weeks.length } as React.CSSProperties}
    >
      <div role="row" className={styles.row}>
        {weeks[0]?.map((day) => (
          <div key={day} role="columnheader" className={styles.weekday}>
            {formatWeekday(day, language)}
          </div>
        ))}
      </div>
      {weeks.map((week) => (
        <div key={week[0]} role="row" className={styles.row}>
          {week.map((day) => (
            <DayCell
              key={day}
              {...props}
              day={day}
              room={room}
              active={day === active}
              onFocus={() => setChosen(day)}
              onKey={(event) => walk(event, day)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface CellProps extends Props {
  day: Day;
  room: number;
  active: boolean;
  onFocus: () => void;
  onKey: (event: KeyboardEvent) => void;
}

function DayCell({ day, room, active, month, today, byDay, entries, onFocus, onKey, ...on }: CellProps) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { held } = entries;
  const { rows = [], count } = byDay.get(day) ?? {};
  const all = count?.count ?? 0;
  const shown = !month || all <= room ? rows : rows.slice(0, room - 1);
  const more = all - shown.length;
  const spoken = formatLongDay(day, language);
  const number = day.endsWith("-01") || !month ? formatMonthDay(day, language) : String(Number(day.slice(8)));
  return (
    <div
      role="gridcell"
      className={styles.day}
      data-day={day}
      data-outside={month && !day.startsWith(month) ? "" : undefined}
      data-today={day === today ? "" : undefined}
      data-over={held?.over === day ? "" : undefined}
      data-free={on.onCreate ? "" : undefined}
      aria-current={day === today ? "date" : undefined}
      tabIndex={active ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={onKey}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("[data-entry], button")) on.onCreate?.(day);
      }}
      onDragOver={(event) => {
        if (!held) return;
        event.preventDefault();
        on.onOver(day);
      }}
      onDrop={(event) => {
        event.preventDefault();
        on.onDrop(day);
      }}
    >
      <button
        type="button"
        className={`plain num ${styles.number}`}
        tabIndex={-1}
        onClick={() => on.onDay(day)}
      >
        <span aria-hidden="true">{number}</span>
        <span className="sr-only">
          {t("kinds.calendar.day", { count: all, n: formatNumber(all, language), day: spoken })}
        </span>
      </button>
      {shown.map((row) => (
        <Entry
          key={row.id}
          entries={entries}
          row={row}
          day={day}
          line={Boolean(month)}
          tabIndex={active ? 0 : -1}
        />
      ))}
      {more > 0 && (
        <button
          type="button"
          className={`plain num ${styles.more}`}
          tabIndex={active ? 0 : -1}
          aria-label={t("kinds.calendar.moreOn", { n: formatNumber(more, language), day: spoken })}
          onClick={() => on.onDay(day)}
        >
          {t("kinds.calendar.more", { n: formatNumber(more, language) + (count?.exact ? "" : "+") })}
        </button>
      )}
    </div>
  );
}

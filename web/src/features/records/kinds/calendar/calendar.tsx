import { Button, Grid, Segmented } from "antd";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { isWritable } from "../../../../api/definition";
import { useCan } from "../../../../api/session";
import type { FieldDef, RecordData } from "../../../../api/types";
import { useCreateForm } from "../../../../app/create-host";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { Failure } from "../../../../ui/failure";
import { formatDays, formatLongDay, formatMonth } from "../../../../ui/format";
import { onDemand } from "../../../../ui/on-demand";
import { whyClosed } from "../../field/closed";
import { columnNames } from "../../list/columns";
import { useRecordTitle } from "../card";
import { cardFields, fieldsFor } from "../layout";
import { Said } from "../said";
import type { KindProps } from "../types";
import { useMove } from "../use-move";
import styles from "./calendar.module.css";
import { DayGrid } from "./day-grid";
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  onDay,
  readAt,
  today as todayIn,
  weekOf,
  weekStart,
  weeksOf,
} from "./days";
import { calendarHint } from "./entry";
import { Nothing } from "./nothing";
import { useCarry } from "./use-carry";
import { questionOfDays, useEntries } from "./use-entries";
import { WeekList } from "./week-list";

const DayDialog = onDemand(() => import("./day-dialog"));

/** Records on the days of one of their fields, by month or week; they are carried from day to day. */
export default function Calendar(props: KindProps) {
  const field = props.layout.by;
  return field ? <Days key={field.name} {...props} field={field} /> : null;
}

function Days({ object, search, layout, lay, open, at, look, field }: KindProps & { field: FieldDef }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const { md = true } = Grid.useBreakpoint();
  const can = useCan();
  const create = useCreateForm();
  const titleOf = useRecordTitle(object);
  const [dialog, setDialog] = useState<Day>();
  const bin = search.deleted === "1";
  const closed = whyClosed(object, field, { mayUpdate: can("record.update", object.name), deleted: bin });
  const month = md && !layout.week;

  const today = todayIn(zone);
  const asked = readAt(at);
  const day = asked && !(at?.length === 7 && today.startsWith(at)) ? asked : today;
  const start = weekStart(language);
  const weeks = useMemo(() => (month ? weeksOf(day, start) : [weekOf(day, start)]), [month, day, start]);
  const days = useMemo(() => weeks.flat(), [weeks]);
  const [first = day, last = day] = [days[0], days.at(-1)];

  const cols = columnNames(object, search.cols).join();
  const fields = useMemo(() => cardFields(object, layout, cols.split(",")), [object, layout, cols]);
  const state = fieldsFor(object, "board")[0];
  const needed = { object, search, field, fields: [state, ...fields] };
  const { moves, move } = useMove(object, field);
  const { byDay, titles, pending, error, retry } = useEntries(needed, days, month ? 12 : 40, moves);

  function carry(record: RecordData, to: Day) {
    if (dayOf(record[field.name], field, zone) === to) return;
    const name = formatLongDay(to, language);
    move(record, onDay(record[field.name], to, field, zone), name, titleOf(record));
  }
  const { held, said, onKey, hold, over, drop } = useCarry({
    closed,
    titleOf,
    days,
    carry,
    open: (id) => open.panel(id, Boolean(search.open)),
  });
  const mayCreate = !bin && !object.append_only && isWritable(field) && can("record.create", object.name);
  const onCreate = mayCreate
    ? (on: Day) =>
        create({
          object: object.name,
          initial: { [field.name]: onDay(undefined, on, field, zone) },
          done: () => {},
        })
    : undefined;
  const entries = {
    object,
    field,
    state,
    fields,
    titles,
    fixed: closed !== undefined,
    held,
    moving: new Set(moves.keys()),
    opened: search.open,
    onOpen: (id: string) => open.panel(id, Boolean(search.open)),
    onPage: open.page,
    onKey,
    onHold: hold,
    onMove: carry,
  };
  const go = (to: Day) => look(to === today ? undefined : month ? to.slice(0, 7) : to);
  const step = (count: number) => go(month ? addMonths(day, count) : addDays(day, 7 * count));
  const name = month ? formatMonth(day, language) : formatDays(first, last, language);
  const none = !pending && !error && [...byDay.values()].every(({ count }) => count.count === 0);
  const shared = { byDay, entries, today, onDay: setDialog, onCreate };
  return (
    <>
      <div className={styles.head}>
        <div className={styles.steps}>
          <Button
            data-hint={t(month ? "kinds.calendar.previousMonth" : "kinds.calendar.previousWeek")}
            type="text"
            icon={<ChevronLeft size={18} />}
            aria-label={t(month ? "kinds.calendar.previousMonth" : "kinds.calendar.previousWeek")}
            onClick={() => step(-1)}
          />
          <Button onClick={() => look(undefined)}>{t("kinds.calendar.today")}</Button>
          <Button
            data-hint={t(month ? "kinds.calendar.nextMonth" : "kinds.calendar.nextWeek")}
            type="text"
            icon={<ChevronRight size={18} />}
            aria-label={t(month ? "kinds.calendar.nextMonth" : "kinds.calendar.nextWeek")}
            onClick={() => step(1)}
          />
        </div>
        <h2 className={`${styles.name} num`} aria-live="polite">
          {name}
        </h2>
        {none && (
          <Nothing
            object={object}
            search={search}
            field={field}
            onGo={(to) => look(month ? to.slice(0, 7) : to)}
          />
        )}
        {md && (
          <Segmented
            className={styles.span}
            value={month ? "month" : "week"}
            aria-label={t("kinds.calendar.span")}
            options={[
              { value: "month", label: t("kinds.calendar.month") },
              { value: "week", label: t("kinds.calendar.week") },
            ]}
            onChange={(span) => lay({ week: span === "week" || undefined })}
          />
        )}
      </div>
      {error ? (
        <Failure error={error} retry={() => retry()} />
      ) : md ? (
        <DayGrid
          {...shared}
          name={name}
          weeks={weeks}
          month={month ? day.slice(0, 7) : undefined}
          at={day}
          onGo={go}
          onOver={over}
          onDrop={drop}
        />
      ) : (
        <WeekList {...shared} days={days} />
      )}
      <span id={calendarHint} hidden>
        {t("kinds.calendar.hint")}
      </span>
      <Said seen={Boolean(closed && said)}>{said}</Said>
      {dialog && (
        <DayDialog
          day={dialog}
          question={questionOfDays(needed, dialog, dialog)}
          entries={entries}
          onCreate={onCreate}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

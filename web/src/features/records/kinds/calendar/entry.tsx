import { DatePicker } from "antd";
import dayjs from "dayjs";
import { CalendarClock } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { useMode } from "../../../../app/preferences";
import { namedColor } from "../../../../app/theme";
import { useLabels } from "../../field/labels";
import { CardFacts, useRecordTitle } from "../card";
import card from "../card.module.css";
import { MoveButton } from "../move-button";
import styles from "./calendar.module.css";
import { type Day, timeOf } from "./days";

/** Says to those who cannot see it how entries are carried. */
export const calendarHint = "calendar-hint";

/** A record that was picked up, and the day that it would be dropped on. */
export interface Held {
  record: RecordData;
  over: Day;
  /** Picked up by the keyboard. */
  keys: boolean;
}

/** What every entry of a calendar needs to know. */
export interface Entries {
  object: ObjectDef;
  field: FieldDef;
  /** The choice that colours entries. */
  state: FieldDef | undefined;
  /** Facts on cards. */
  fields: FieldDef[];
  titles: TitleMap;
  /** Entries stay on their days. */
  fixed: boolean;
  held: Held | undefined;
  moving: ReadonlySet<string>;
  opened: string | undefined;
  onOpen: (id: string) => void;
  onPage: (id: string) => void;
  onKey: (event: KeyboardEvent, record: RecordData, day: Day) => void;
  onHold: (record: RecordData | undefined, day: Day) => void;
  onMove: (record: RecordData, day: Day) => void;
}

interface Props {
  entries: Entries;
  row: RecordData;
  day: Day;
  /** One line instead of a card. */
  line?: boolean;
  tabIndex: number;
  still?: boolean;
}

/** A record on its day. */
export function Entry({ entries, row, day, line, tabIndex, still }: Props) {
  const { object, field, state, titles, held, fixed } = entries;
  const mode = useMode();
  const labels = useLabels();
  const { zone } = usePlace();
  const title = useRecordTitle(object)(row);
  const time = timeOf(row[field.name], field, zone);
  const option = state?.options?.find((one) => one.value === row[state.name]);
  const color = namedColor(option?.color, mode);
  const draggable = !fixed && !still;
  return (
    <article
      className={line ? styles.line : card.card}
      style={line ? { background: color.background, color: color.text } : undefined}
      data-entry={row.id}
      tabIndex={tabIndex}
      aria-label={[time, title, option && labels.option(option)].filter(Boolean).join(", ")}
      aria-describedby={draggable ? calendarHint : undefined}
      draggable={draggable}
      data-opened={row.id === entries.opened ? "" : undefined}
      data-held={held?.record.id === row.id ? "" : undefined}
      data-saving={entries.moving.has(row.id) ? "" : undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", title);
        entries.onHold(row, day);
      }}
      onDragEnd={() => entries.onHold(undefined, day)}
      onKeyDown={(event) => entries.onKey(event, row, day)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
        else entries.onOpen(row.id);
      }}
      onDoubleClick={() => entries.onPage(row.id)}
    >
      {line ? (
        <>
          {time && <span className={`${styles.time} num`}>{time}</span>}
          <span className="clip">{title}</span>
        </>
      ) : (
        <>
          {time && <span className={`${styles.time} num`}>{time}</span>}
          <CardFacts object={object} row={row} titles={titles} fields={entries.fields} />
          {!fixed && <MoveTo title={title} day={day} onMove={(to) => entries.onMove(row, to)} />}
        </>
      )}
    </article>
  );
}

/** Moves a record to a day without dragging it. */
function MoveTo({ title, day, onMove }: { title: string; day: Day; onMove: (day: Day) => void }) {
  const { t } = useTranslation();
  const heading = t("kinds.calendar.moveTo");
  return (
    <MoveButton className={styles.move} title={title} heading={heading} icon={<CalendarClock size={14} />}>
      {(close) => (
        <DatePicker
          defaultOpen
          allowClear={false}
          value={dayjs(day)}
          aria-label={heading}
          onChange={(next) => {
            close();
            if (next) onMove(next.format("YYYY-MM-DD"));
          }}
        />
      )}
    </MoveButton>
  );
}

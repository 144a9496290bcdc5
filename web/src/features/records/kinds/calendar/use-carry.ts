import { type KeyboardEvent, useState } from "react";
import type { RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { formatLongDay } from "../../../../ui/format";
import type { Closed } from "../../field/closed";
import type { Day } from "./days";
import type { Held } from "./entry";

interface Carried {
  closed: Closed | undefined;
  titleOf: (record: RecordData) => string;
  /** Days in sight. */
  days: Day[];
  carry: (record: RecordData, to: Day) => void;
  open: (id: string) => void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Carries a record from day to day, by the mouse or by keys, and says what happens. */
export function useCarry({ closed, titleOf, days, carry, open }: Carried) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const [held, setHeld] = useState<Held>();
  const [said, say] = useState("");

  function put({ record, over }: Held) {
    setHeld(undefined);
    const title = titleOf(record);
    say(t("kinds.moved", { title, to: formatLongDay(over, language) }));
    carry(record, over);
  }
  function onKey(event: KeyboardEvent, record: RecordData, day: Day) {
    const { key } = event;
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = steps[key];
    if (held?.keys && step) {
      const over = days[days.indexOf(held.over) + step];
      if (over) {
        setHeld({ ...held, over });
        say(formatLongDay(over, language));
      }
    } else if (held?.keys && (key === " " || key === "Enter")) put(held);
    else if (held && key === "Escape") {
      setHeld(undefined);
      say(t("kinds.putBack", { title: titleOf(record) }));
    } else if (key === " ") {
      if (closed) return say(t(`cells.why.${closed}`));
      setHeld({ record, over: day, keys: true });
      say(t("kinds.pickedUp", { title: titleOf(record), place: formatLongDay(day, language) }));
    } else if (key === "Enter") open(record.id);
    else if (step) leave(event.currentTarget as HTMLElement, step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return {
    held,
    said,
    onKey,
    hold: (record: RecordData | undefined, day: Day) => setHeld(record && { record, over: day, keys: false }),
    over: (day: Day) => setHeld((now) => (now && now.over !== day ? { ...now, over: day } : now)),
    drop: (day: Day) => held && put({ ...held, over: day }),
  };
}

/** Up and down go from record to record of a day, and out of it to the day itself; so do left and right. */
function leave(entry: HTMLElement, step: number) {
  const cell = entry.closest<HTMLElement>("[data-day]");
  const all = [...(cell?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])];
  const next = Math.abs(step) === 7 ? all[all.indexOf(entry) + Math.sign(step)] : undefined;
  (next ?? cell)?.focus();
}

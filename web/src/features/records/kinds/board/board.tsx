import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useCan } from "../../../../api/session";
import type { FieldDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { mayEnter } from "../../../stages/data";
import { useEnter } from "../../../stages/use-enter";
import { whyClosed } from "../../field/closed";
import { useLabels } from "../../field/labels";
import { columnNames } from "../../list/columns";
import { summaryQuery } from "../../list/summary";
import { useRecordTitle } from "../card";
import { cardFields, sumField } from "../layout";
import { Said } from "../said";
import type { KindProps } from "../types";
import { useMove } from "../use-move";
import styles from "./board.module.css";
import type { CardActs } from "./board-card";
import { BoardColumn } from "./board-column";

/** Says to those who cannot see it how cards are carried. */
export const boardHint = "board-hint";

/** A place on the board: one of the choices, or none of them. */
export interface Choice {
  value: string | null;
  name: string;
  color?: string;
}

/** A card that was picked up, and the column that it would be dropped on. */
export interface Held {
  record: RecordData;
  over: string | null;
  /** Picked up by the keyboard. */
  keys: boolean;
}

function useChoices(field: FieldDef): Choice[] {
  const { t } = useTranslation();
  const labels = useLabels();
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels are another object each time; they follow the language, as `t` does
  return useMemo(() => {
    const options = (field.options ?? []).filter((option) => !option.hidden);
    const named = options.map((option) => ({
      value: option.value,
      name: labels.option(option),
      color: option.color,
    }));
    return field.required || field.default ? named : [{ value: null, name: t("kinds.without") }, ...named];
  }, [field, t]);
}

/** Records as cards in columns, one for each choice of a field; cards are carried from column to column. */
export default function Board({ object, search, layout, lay, open }: KindProps) {
  const field = layout.by;
  return field ? <Columns key={field.name} {...{ object, search, layout, lay, open }} field={field} /> : null;
}

type Props = Omit<KindProps, "clear" | "at" | "look"> & { field: FieldDef };

function Columns({ object, search, layout, lay, open, field }: Props) {
  const { t } = useTranslation();
  const titleOf = useRecordTitle(object);
  const choices = useChoices(field);
  const mayUpdate = useCan()("record.update", object.name);
  const closed = whyClosed(object, field, { mayUpdate, deleted: search.deleted === "1" });
  const [held, setHeld] = useState<Held>();
  const [said, say] = useState("");
  const { moves, move } = useMove(object, field);
  const entering = useEnter(object, field);
  const box = useRef<HTMLDivElement>(null);
  const cols = columnNames(object, search.cols).join();
  const fields = useMemo(() => cardFields(object, layout, cols.split(",")), [object, layout, cols]);
  const sum = sumField(object, layout);
  const { data: summary } = useQuery({
    ...summaryQuery(object, { ...search, group: field.name }, sum ? [sum] : []),
    enabled: sum !== undefined,
  });
  const nameOf = (value: string | null) => choices.find((one) => one.value === value)?.name ?? "";

  function carry(record: RecordData, over: string | null) {
    setHeld(undefined);
    const title = titleOf(record);
    const from = record[field.name] ?? null;
    if (from === over) return;
    if (!mayEnter(field, from, over)) return say(t("stages.closed", { stage: nameOf(over) }));
    if (over !== null && entering.ask(record, over)) return;
    say(t("kinds.moved", { title, to: nameOf(over) }));
    move(record, over, nameOf(over), title);
  }
  const place = (value: string | null) =>
    t("kinds.place", {
      name: nameOf(value),
      place: choices.findIndex((one) => one.value === value) + 1,
      count: choices.length,
    });

  function onKey(event: KeyboardEvent, record: RecordData, value: string | null) {
    const { key } = event;
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const across = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    const along = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (held?.keys && across) {
      const at = choices.findIndex((one) => one.value === held.over) + across;
      const over = choices[Math.max(0, Math.min(choices.length - 1, at))];
      if (over) {
        setHeld({ ...held, over: over.value });
        const shut = !mayEnter(field, held.record[field.name], over.value);
        say(shut ? `${place(over.value)}. ${t("stages.closed", { stage: over.name })}` : place(over.value));
        box.current?.children[choices.indexOf(over)]?.scrollIntoView({ inline: "nearest", block: "nearest" });
      }
    } else if (held?.keys && (key === " " || key === "Enter")) carry(held.record, held.over);
    else if (held && key === "Escape") {
      setHeld(undefined);
      say(t("kinds.putBack", { title: titleOf(record) }));
    } else if (key === " ") {
      if (closed) return say(t(`cells.why.${closed}`));
      setHeld({ record, over: value, keys: true });
      say(t("kinds.pickedUp", { title: titleOf(record), place: place(value) }));
    } else if (key === "Enter") open.panel(record.id, Boolean(search.open));
    else if (across || along) focusNext(event.currentTarget as HTMLElement, across, along);
    else return;
    event.preventDefault();
  }
  const now: CardActs = {
    key: onKey,
    hold: (record, over) => setHeld(record && { record, over, keys: false }),
    move: carry,
    open: (id) => open.panel(id, Boolean(search.open)),
    page: open.page,
  };
  const acts = useRef(now);
  acts.current = now;
  return (
    <>
      <div
        ref={box}
        className={`${styles.board} scroll`}
        role="group"
        aria-label={t("kinds.boardOf", { count: choices.length })}
      >
        {choices.map((choice) => (
          <BoardColumn
            key={choice.value ?? ""}
            {...{ object, search, field, choice, choices, fields, held, moves, closed, acts }}
            sum={sum}
            figures={
              sum && summary?.groups?.items.find((one) => one.value === choice.value)?.fields[sum.name]
            }
            limit={layout.limits[choice.value ?? ""]}
            onLimit={(most) => {
              const { [choice.value ?? ""]: _, ...others } = layout.limits;
              lay({ limits: most ? { ...others, [choice.value ?? ""]: most } : others });
            }}
            opened={search.open}
            onOver={() =>
              setHeld((now) => (now && now.over !== choice.value ? { ...now, over: choice.value } : now))
            }
            onDrop={() => held && carry(held.record, choice.value)}
          />
        ))}
      </div>
      <span id={boardHint} hidden>
        {t("kinds.boardHint")}
      </span>
      <Said seen={Boolean(closed && said)}>{said}</Said>
      {entering.dialog}
    </>
  );
}

/** The focus goes to the next card of the column, or to the first one of the next column that has any. */
function focusNext(card: HTMLElement, across: number, along: number) {
  const columns = [...document.querySelectorAll<HTMLElement>("[data-column]")];
  const cardsOf = (column: HTMLElement | undefined) => [
    ...(column?.querySelectorAll<HTMLElement>("[data-card]") ?? []),
  ];
  let at = columns.findIndex((column) => column.contains(card));
  const place = cardsOf(columns[at]).indexOf(card);
  if (along) return cardsOf(columns[at])[place + along]?.focus();
  for (at += across; columns[at]; at += across) {
    const cards = cardsOf(columns[at]);
    const next = cards[Math.min(place, cards.length - 1)];
    if (next) return next.focus();
  }
}

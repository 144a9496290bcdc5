import { replaceEqualDeep, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { SlidersHorizontal, TriangleAlert } from "lucide-react";
import { type RefObject, useMemo, useRef, useState } from "react";
import { countQuery, listQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { useMode } from "../../../../app/preferences";
import { namedColor } from "../../../../app/theme";
import type { ListSearch } from "../../../../routes/search";
import { Failure } from "../../../../ui/failure";
import { formatCount, formatNumber } from "../../../../ui/format";
import { Panel } from "../../../../ui/panel";
import { OutcomeMark, Weighted } from "../../../stages/board-marks";
import { mayEnter, tellingFields } from "../../../stages/data";
import type { Closed } from "../../field/closed";
import { useLabels } from "../../field/labels";
import { Figure } from "../../list/figure";
import type { Figures } from "../../list/summary";
import { and, hasValue, questionOf } from "../questions";
import { useEnd } from "../use-end";
import type { Choice, Held } from "./board";
import styles from "./board.module.css";
import { BoardCard, type CardActs } from "./board-card";

/** Cards that a column loads at a time. */
const cardsAtOnce = 30;

interface Props {
  object: ObjectDef;
  search: ListSearch;
  field: FieldDef;
  choice: Choice;
  choices: Choice[];
  /** Facts on cards. */
  fields: FieldDef[];
  held: Held | undefined;
  moves: ReadonlyMap<string, { record: RecordData; value: unknown }>;
  closed: Closed | undefined;
  /** What the records of a column are added up by, and what they come to. */
  sum: FieldDef | undefined;
  figures: Figures | undefined;
  limit: number | undefined;
  onLimit: (most: number | null) => void;
  opened: string | undefined;
  acts: RefObject<CardActs>;
  onOver: () => void;
  onDrop: () => void;
}

/** The records of a column with those that are on their way to it, without those that leave it. */
function useCards({ object, search, field, choice, fields, moves }: Props) {
  const { value } = choice;
  const question = questionOf(object, { ...search, filter: and(search.filter, hasValue(field, value)) }, [
    field,
    ...fields,
    ...tellingFields(object, field),
  ]);
  const list = useInfiniteQuery(listQuery(object.name, question, cardsAtOnce));
  const counted = useQuery(countQuery(object.name, question));
  const pages = list.data?.pages;
  const told = useRef<TitleMap>({});
  // the same object as long as it says the same: cards that did not change are not drawn again
  const titles = useMemo(() => {
    const labels = (pages ?? []).map((page) => page.labels);
    told.current = replaceEqualDeep(told.current, Object.assign({}, ...labels) as TitleMap);
    return told.current;
  }, [pages]);
  const coming = [...moves.values()].filter((move) => move.value === value);
  const listed = (pages ?? []).flatMap((page) => page.items);
  const staying = listed.filter((row) => !moves.has(row.id) && (row[field.name] ?? null) === value);
  const leaving = listed.filter((row) => moves.has(row.id) && moves.get(row.id)?.value !== value).length;
  const arriving = coming.filter(({ record }) => !listed.some((row) => row.id === record.id)).length;
  const count = counted.data && {
    ...counted.data,
    count: Math.max(0, counted.data.count + arriving - leaving),
  };
  const cards = [...coming.map(({ record }) => ({ ...record, [field.name]: value })), ...staying];
  return { list, cards, count, titles };
}

export function BoardColumn(props: Props) {
  const { object, field, choice, held, moves, limit, fields, sum, figures, choices, acts } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const { language } = usePlace();
  const mode = useMode();
  const { list, cards, count, titles } = useCards(props);
  const end = useEnd(list);
  const over = limit !== undefined && count ? count.count - limit : 0;
  const barred = held !== undefined && !mayEnter(field, held.record[field.name], choice.value);
  const color = choice.color ? namedColor(choice.color, mode) : undefined;
  return (
    <section
      className={styles.column}
      data-column=""
      data-over={held?.over === choice.value ? "" : undefined}
      data-barred={barred ? "" : undefined}
      aria-label={choice.name}
      onDragOver={(event) => {
        if (!held || barred) return;
        event.preventDefault();
        props.onOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
    >
      <header className={styles.head}>
        <h2 className={styles.name} style={color && { color: color.text, background: color.background }}>
          {choice.name}
        </h2>
        <OutcomeMark field={field} value={choice.value} />
        <span className={`${styles.count} num`}>
          {count && formatCount(count, language)}
          {limit !== undefined && ` / ${formatNumber(limit, language)}`}
        </span>
        <Limit name={choice.name} limit={limit} onLimit={props.onLimit} />
      </header>
      {sum && (
        <p className={styles.sum}>
          <span className="clip">{labels.field(sum)}</span>
          {figures?.sums.length ? <Figure field={sum} figures={figures} named /> : <span>—</span>}
        </p>
      )}
      {sum && <Weighted field={field} value={choice.value} sum={sum} figures={figures} />}
      {over > 0 && (
        <p className={styles.exceeded} role="note">
          <TriangleAlert size={14} aria-hidden="true" /> {t("kinds.overLimit", { count: over })}
        </p>
      )}
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      <ul className={`${styles.cards} scroll`}>
        {list.isPending &&
          [60, 80, 70].map((width) => (
            <li key={width} className="bone" style={{ height: 64, width: "100%" }} />
          ))}
        {cards.map((row) => (
          <li key={row.id}>
            <BoardCard
              {...{ object, row, titles, fields, field, choice, choices, acts }}
              movable={!props.closed}
              opened={row.id === props.opened}
              held={held?.record.id === row.id}
              saving={moves.has(row.id)}
            />
          </li>
        ))}
        {!list.isPending && cards.length === 0 && <li className={styles.none}>{t("kinds.noCards")}</li>}
        {list.hasNextPage && (
          <li ref={end} className={list.isFetching ? "bone" : undefined} style={{ height: 64 }} />
        )}
      </ul>
    </section>
  );
}

interface LimitProps {
  name: string;
  limit: number | undefined;
  onLimit: (most: number | null) => void;
}

function Limit({ name, limit, onLimit }: LimitProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const typed = useRef<number | null>(null);
  function show(next: boolean) {
    if (next) typed.current = limit ?? null;
    else if (typed.current !== (limit ?? null)) onLimit(typed.current);
    setOpen(next);
  }
  return (
    <Panel
      open={open}
      onOpenChange={show}
      title={t("kinds.limit")}
      content={
        <InputNumber
          min={1}
          precision={0}
          defaultValue={limit}
          placeholder={t("kinds.noLimit")}
          aria-label={t("kinds.limitOf", { name })}
          onChange={(most) => {
            typed.current = most;
          }}
          onPressEnter={() => show(false)}
        />
      }
    >
      <Button
        type="text"
        size="small"
        icon={<SlidersHorizontal size={14} />}
        aria-label={t("kinds.limitOf", { name })}
      />
    </Panel>
  );
}

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { Download, Pencil, Upload } from "lucide-react";
import { useState } from "react";
import { address } from "../../api/client";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { refusalKind, refusalText } from "../../ui/refusal";
import { Section } from "../records/page/section";
import type { Import } from "./data";
import styles from "./imports.module.css";
import {
  type Edits,
  type Fault,
  type Faulty,
  fileOf,
  type Kind,
  mended,
  placesOf,
  refusedQuery,
} from "./mending";
import { useSend } from "./use-send";

/** Rows that were not taken in: why, and the cells to mend; what is mended is taken in at once. */
export function Refused({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const live = isUnderWay(one);
  const [kind, setKind] = useState<Kind>();
  const stamp = live ? Math.floor(one.refused / 1000) : one.refused;
  const list = useInfiniteQuery({ ...refusedQuery(one.id, stamp, kind), placeholderData: keepPreviousData });
  const [edits, setEdits] = useState<Edits>({});
  // Rows that are mended stay so when others are shown.
  const [touched, setTouched] = useState<Record<number, Faulty>>({});
  const { send, sent } = useSend();
  const first = list.data?.pages[0];
  const columns = first?.columns ?? [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const changed = Object.values(touched);
  function change(row: Faulty, place: number, text: string) {
    setTouched((before) => ({ ...before, [row.line]: row }));
    setEdits((before) => ({ ...before, [row.line]: { ...before[row.line], [place]: text } }));
  }
  function drop() {
    setTouched({});
    setEdits({});
  }
  function takeIn() {
    if (!first) return;
    const cells = changed.map((row) => mended(row, edits, columns.length));
    send(...fileOf(t("imports.mendedName", { name: one.name }), columns, cells, first.map), false);
  }
  return (
    <Section
      title={t("imports.refusedRows")}
      count={formatNumber(one.refused, language)}
      action={
        <Button
          size="small"
          icon={<Download size={14} />}
          href={address(`/imports/${one.id}/refused`)}
          download={`refused-${one.id}.csv`}
        >
          {t("imports.download")}
        </Button>
      }
    >
      {list.error && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.isPending && <div className="bone" style={{ height: 80 }} />}
      {first && <Reasons columns={columns} reasons={first.reasons} kind={kind} onChoose={setKind} />}
      {changed.length > 0 && (
        <div className={styles.takeIn} role="toolbar" aria-label={t("imports.mend")}>
          <Button
            type="primary"
            icon={<Upload size={15} />}
            loading={sent !== undefined}
            disabled={live}
            onClick={takeIn}
          >
            {t("imports.takeIn", { count: changed.length })}
          </Button>
          <Button onClick={drop}>{t("imports.dropMended")}</Button>
        </div>
      )}
      <ol className={styles.faulty}>
        {rows.map((row) => (
          <Row
            key={row.line}
            row={row}
            columns={columns}
            edits={edits}
            onChange={(place, text) => change(row, place, text)}
          />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
    </Section>
  );
}

/** The fault without the technical name of its field. */
const plain = (fault: Fault) => ({ ...fault, message: fault.message.replace(/^\w+\.\w+: /, "") });

interface ReasonsProps {
  columns: string[];
  reasons: (Fault & { count: number })[];
  kind?: Kind;
  onChoose: (kind: Kind | undefined) => void;
}

/** How often each thing is wrong, so that what is wrong with the file is seen before its rows; one is chosen to see its rows alone. */
function Reasons({ columns, reasons, kind, onChoose }: ReasonsProps) {
  const { language } = usePlace();
  return (
    <ul className={styles.reasons}>
      {reasons.map((one) => {
        const { column, code } = one;
        const chosen = kind?.column === column && kind.code === code;
        return (
          <li key={`${column}-${code}-${one.message}`}>
            <button
              type="button"
              aria-pressed={chosen}
              onClick={() => onChoose(chosen ? undefined : { column, code })}
            >
              <b className="num">{formatNumber(one.count, language)}</b>{" "}
              {columns[column - 1] && <span>{columns[column - 1]}: </span>}
              <span className="muted">{refusalKind(plain(one))}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface RowProps {
  row: Faulty;
  columns: string[];
  edits: Edits;
  onChange: (place: number, text: string) => void;
}

function Row({ row, columns, edits, onChange }: RowProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const wrong = placesOf(row, columns.length);
  const places = all ? columns.map((_, place) => place) : wrong;
  const cells = mended(row, edits, columns.length);
  const own = edits[row.line];
  const whole = row.faults.filter((fault) => !columns[fault.column - 1]);
  return (
    <li data-mended={own ? "" : undefined}>
      <div className={styles.faultyHead}>
        <b className="num">{t("imports.lineOf", { line: row.line })}</b>
        <span className="muted clip" title={row.cells.join(" · ")}>
          {row.cells.filter((cell, place) => cell.trim() && !places.includes(place)).join(" · ")}
        </span>
        {wrong.length < columns.length && (
          <Button
            size="small"
            type="text"
            icon={<Pencil size={14} />}
            aria-label={t("imports.allCells", { line: row.line })}
            title={t("imports.allCells", { line: row.line })}
            aria-expanded={all}
            onClick={() => setAll(!all)}
          />
        )}
      </div>
      {whole.map((fault) => (
        <p key={fault.message} className={styles.fault}>
          {refusalText(plain(fault))}
        </p>
      ))}
      <div className={styles.cells}>
        {places.map((place) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside
          <label key={columns[place]}>
            <span className="clip">{columns[place]}</span>
            <Input
              value={cells[place]}
              status={own?.[place] === undefined && wrong.includes(place) ? "error" : undefined}
              aria-label={t("imports.cell", { line: row.line, column: columns[place] })}
              onChange={(event) => onChange(place, event.target.value)}
            />
            {row.faults
              .filter((fault) => fault.column === place + 1 && own?.[place] === undefined)
              .map((fault) => (
                <span key={fault.message} className={styles.fault}>
                  {refusalText(plain(fault))}
                </span>
              ))}
          </label>
        ))}
      </div>
    </li>
  );
}

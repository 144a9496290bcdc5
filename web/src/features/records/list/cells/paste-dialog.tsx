import { useQueryClient } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useMemo, useState } from "react";
import { recordQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { useFailureNotice } from "../../../../ui/notices";
import { useLabels } from "../../field/labels";
import { FieldValue } from "../../field/value";
import styles from "./cells.module.css";
import { byRecord, type CellChange } from "./edits";
import { isSame, type Pasted, type Plan } from "./paste";
import type { CellColumn } from "./use-cells";
import { refusalOf } from "./use-edits";
import { linkOf, useLinks } from "./use-links";

/** Rows that are shown before they are pasted; all are pasted. */
const shownRows = 100;

interface Props {
  object: ObjectDef;
  plan: Plan;
  columns: CellColumn[];
  titles: TitleMap;
  latest: (id: string) => RecordData | undefined;
  save: (changes: CellChange[]) => Promise<void>;
  onClose: () => void;
}

const keyOf = (row: string, field: string) => `${row} ${field}`;

/** Shows what pasting changes before it does: value by value, what stays and why. */
export default function PasteDialog({ object, plan, columns, titles, latest, save, onClose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { links, looking } = useLinks(plan.cells);
  const [busy, setBusy] = useState(false);
  /** What the server said of a cell; such a record is left out of the next try. */
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [now, setNow] = useState<Record<string, RecordData>>({});
  const told = useMemo(() => Object.assign({}, titles, links.titles) as TitleMap, [titles, links]);

  function wrongOf({ row, field, text, reading }: Pasted): string | undefined {
    const said = refused[keyOf(row.id, field.name)];
    if (said) return said;
    if ("closed" in reading) return t(`cells.why.${reading.closed}`);
    if ("wrong" in reading) return t(`cells.unread.${reading.wrong}`, { text });
    const found = "link" in reading ? linkOf(links, field, reading.link) : undefined;
    if (found === "none") return t("cells.noRecord", { text });
    if (found === "several") return t("cells.severalRecords", { text });
    if ("link" in reading && !found && !looking) return t("cells.unread.link", { text });
    return undefined;
  }
  function afterOf({ field, reading }: Pasted): unknown {
    if ("value" in reading) return reading.value;
    const found = "link" in reading ? linkOf(links, field, reading.link) : undefined;
    return typeof found === "object" ? found.id : undefined;
  }
  const beforeOf = ({ row, field }: Pasted) => (now[row.id] ?? latest(row.id) ?? row)[field.name] ?? null;

  const wrong = plan.cells.filter((cell) => wrongOf(cell) !== undefined);
  const leftOut = new Set(
    wrong.filter(({ row, field }) => refused[keyOf(row.id, field.name)]).map(({ row }) => row.id),
  );
  const changes = looking
    ? []
    : plan.cells
        .filter(
          (cell) => !wrongOf(cell) && !leftOut.has(cell.row.id) && !isSame(beforeOf(cell), afterOf(cell)),
        )
        .map((cell) => ({
          id: cell.row.id,
          field: cell.field.name,
          before: beforeOf(cell),
          after: afterOf(cell),
        }));

  async function paste() {
    setBusy(true);
    try {
      await save(changes);
      onClose();
    } catch (error) {
      const found = refusalOf(error, byRecord(changes));
      if (found?.status === 412) {
        const query = { ...recordQuery(object.name, found.id), staleTime: 0 };
        const record = await client.fetchQuery(query).catch(() => undefined);
        if (record) setNow((before) => ({ ...before, [found.id]: record }));
      } else if (found) {
        const fields = changes.filter(({ id }) => id === found.id).map(({ field }) => field);
        const field = fields.find((name) => name === found.field) ?? fields[0] ?? "";
        setRefused((before) => ({ ...before, [keyOf(found.id, field)]: found.message }));
      } else fail(t("cells.paste"), error);
    }
    setBusy(false);
  }

  const fields = columns
    .map(({ field }) => field)
    .filter((field) => plan.cells.some((cell) => cell.field === field));
  const rows = [...new Set(plan.cells.map(({ row }) => row))];
  return (
    <Modal
      open
      width={860}
      title={t("cells.paste")}
      okText={changes.length ? t("cells.change", { count: changes.length }) : t("cells.none")}
      okButtonProps={{ disabled: !changes.length, loading: busy || looking }}
      cancelText={t("action.cancel")}
      onOk={paste}
      onCancel={onClose}
    >
      {plan.cutRows > 0 && (
        <Alert type="warning" showIcon title={t("cells.cutRows", { count: plan.cutRows })} />
      )}
      {plan.cutCols > 0 && (
        <Alert type="warning" showIcon title={t("cells.cutCols", { count: plan.cutCols })} />
      )}
      {looking && <p className="muted">{t("cells.looking")}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <div className={`${styles.preview} scroll`} tabIndex={0} role="region" aria-label={t("cells.paste")}>
        <table>
          <thead>
            <tr>
              <th>{labels.object(object)}</th>
              {fields.map((field) => (
                <th key={field.name}>{labels.field(field)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownRows).map((row) => (
              <tr key={row.id}>
                <th>
                  {String(row[object.title] ?? "") || t("list.untitled")}
                  {now[row.id] && <span className={styles.refused}>{t("cells.changedMeanwhile")}</span>}
                </th>
                {fields.map((field) => (
                  <td key={field.name}>
                    <Planned
                      field={field}
                      cell={plan.cells.find((one) => one.row === row && one.field === field)}
                      titles={told}
                      before={beforeOf}
                      after={afterOf}
                      wrong={wrongOf}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shownRows && (
        <p className="muted">{t("cells.moreRows", { count: rows.length - shownRows })}</p>
      )}
      {wrong.length > 0 && (
        <div className={styles.left}>
          {t("cells.left", { count: wrong.length })}{" "}
          {[...new Set(wrong.map((cell) => wrongOf(cell)))].slice(0, 5).join(" ")}
        </div>
      )}
    </Modal>
  );
}

interface PlannedProps {
  field: FieldDef;
  cell: Pasted | undefined;
  titles: TitleMap;
  before: (cell: Pasted) => unknown;
  after: (cell: Pasted) => unknown;
  wrong: (cell: Pasted) => string | undefined;
}

function Planned({ field, cell, titles, before, after, wrong }: PlannedProps) {
  const { t } = useTranslation();
  if (!cell) return null;
  const [was, becomes, why] = [before(cell), after(cell), wrong(cell)];
  const stays = why !== undefined || isSame(was, becomes);
  return (
    <>
      {!stays && was !== null && (
        <span className={styles.was}>
          <FieldValue field={field} value={was} titles={titles} cell />
        </span>
      )}
      {!stays && becomes === null ? (
        <i className="muted">{t("cells.empties")}</i>
      ) : (
        <span className={stays ? "muted" : undefined}>
          <FieldValue field={field} value={stays ? was : becomes} titles={titles} cell />
        </span>
      )}
      {why && <span className={styles.refused}>{why}</span>}
    </>
  );
}

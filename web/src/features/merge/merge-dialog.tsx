import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { post } from "../../api/client";
import { recordQuery, refreshRecords } from "../../api/records";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useProblemText, useUndoNotice } from "../../ui/notices";
import { Table } from "../../ui/table";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { RecordPicker } from "../records/form/record-picker";
import { useCounts } from "./counts";
import {
  differing,
  type Merge,
  type Merged,
  previewQuery,
  type Strategy,
  strategies,
  undoMerge,
} from "./data";
import styles from "./merge.module.css";

interface Props {
  object: ObjectDef;
  ids: string[];
  /** The record that stays, by its id. */
  onDone: (survivor: string) => void;
  onClose: () => void;
}

/** Several records side by side: which one stays, and whose values it keeps. */
export function MergeDialog({ object, ids: given, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const labels = useLabels();
  const [added, setAdded] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [survivor, setSurvivor] = useState(given[0] ?? "");
  const [choose, setChoose] = useState<Record<string, string>>({});
  const [strategy, setStrategy] = useState<Strategy>("survivor");
  const ids = added && !given.includes(added) ? [...given, added] : given;
  const records = useQueries({ queries: ids.map((id) => recordQuery(object.name, id)) }).flatMap(
    ({ data }) => data ?? [],
  );
  const merge: Merge = { others: ids.filter((id) => id !== survivor), choose, strategy };
  const preview = useQuery({
    ...previewQuery(object.name, survivor, merge),
    enabled: ids.length > 1 && records.length === ids.length,
  });
  const title = (id: string) => String(records.find((one) => one.id === id)?.[object.title] ?? "");

  async function run() {
    setBusy(true);
    try {
      const merged = await post<Merged>(`/records/${object.name}/${survivor}/merge`, merge);
      const takeBack = async () => {
        for (const id of [...merged.merges].reverse()) await undoMerge(object.name, id);
        refreshRecords(client);
      };
      undoNotice(t("merge.done", { name: title(survivor) }), () =>
        takeBack().catch((error) => fail(t("merge.undo"), error)),
      );
      refreshRecords(client);
      onDone(survivor);
    } catch (error) {
      fail(t("merge.action"), error);
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      width={Math.min(1100, 320 + ids.length * 260)}
      title={t("merge.title", { count: ids.length })}
      okText={t("merge.action")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: !preview.data }}
      onOk={run}
      onCancel={onClose}
    >
      <p className="muted">{t("merge.explain")}</p>
      {given.length === 1 && (
        <Form layout="vertical">
          <Form.Item label={t("merge.other")} htmlFor="merge-other">
            <RecordPicker
              id="merge-other"
              object={object.name}
              value={added}
              onChange={(id) => setAdded(id ?? null)}
              autoFocus
            />
          </Form.Item>
        </Form>
      )}
      {ids.length > 1 && (
        <>
          <div className={styles.strategy}>
            <label htmlFor="merge-strategy">{t("merge.strategy")}</label>
            <Select
              id="merge-strategy"
              value={strategy}
              onChange={setStrategy}
              options={strategies.map((value) => ({
                value,
                label: t(value === "survivor" ? "merge.survivorS" : `merge.${value}`),
              }))}
            />
          </div>
          <Table
            dense
            head={
              <>
                <th>{t("merge.field")}</th>
                {records.map((record) => (
                  <th key={record.id}>
                    <Radio checked={record.id === survivor} onChange={() => setSurvivor(record.id)}>
                      {title(record.id) || t("list.untitled")}
                      {record.id === survivor && <span className="muted"> · {t("merge.survivor")}</span>}
                    </Radio>
                    <div className={styles.made}>
                      <When value={String(record.created_at)} />
                    </div>
                  </th>
                ))}
              </>
            }
          >
            {differing(object, records).map((field) => (
              <Row
                key={field.name}
                field={field}
                label={labels.field(field)}
                records={records}
                source={
                  choose[field.name] ??
                  (field.multi ? undefined : (preview.data?.fields[field.name] ?? survivor))
                }
                choose={(id) => setChoose({ ...choose, [field.name]: id })}
              />
            ))}
          </Table>
          {records.length === ids.length && differing(object, records).length === 0 && (
            <p className="muted">{t("merge.same")}</p>
          )}
          <Consequences merged={preview.data} error={preview.error} />
        </>
      )}
    </Modal>
  );
}

interface RowProps {
  field: FieldDef;
  label: string;
  records: RecordData[];
  /** The record whose value is kept; none: what all have, together. */
  source?: string;
  choose: (id: string) => void;
}

function Row({ field, label, records, source, choose }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>
        {label}
        {!source && <div className="muted">{t("merge.together")}</div>}
      </td>
      {records.map((record) => (
        <td key={record.id}>
          <Radio checked={!source || record.id === source} onChange={() => choose(record.id)}>
            <FieldValue field={field} value={record[field.name]} />
          </Radio>
        </td>
      ))}
    </tr>
  );
}

function Consequences({ merged, error }: { merged?: Merged; error: Error | null }) {
  const { t } = useTranslation();
  const counts = useCounts();
  const problem = useProblemText();
  if (error) return <Alert type="error" showIcon title={problem(error)} />;
  if (!merged) return null;
  const moved = counts(merged.moved);
  const dropped = counts(merged.dropped);
  return (
    <div className={styles.consequences} role="status">
      {moved && <div>{t("merge.moves", { what: moved })}</div>}
      {dropped && <div>{t("merge.drops", { what: dropped })}</div>}
    </div>
  );
}

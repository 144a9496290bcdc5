import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "../../api/client";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { type Import, type UndoPreview, useImportAction } from "./data";
import styles from "./imports.module.css";

/** Takes an import back, after showing what that touches and what it must leave. */
export function UndoDialog({ one, onClose }: { one: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const fail = useFailureNotice();
  const act = useImportAction(one.id);
  const [busy, setBusy] = useState(false);
  const { data, error, isPending } = useQuery({
    queryKey: ["imports", one.id, "undo-preview"],
    queryFn: ({ signal }) => get<UndoPreview>(`/imports/${one.id}/undo-preview`, undefined, signal),
  });
  const parts = Object.entries(data?.objects ?? {});
  const taken = parts.reduce((sum, [, part]) => sum + part.delete, 0);
  const kept = parts.reduce((sum, [, part]) => sum + part.keep, 0);
  const updated = Object.values(one.counts ?? {}).reduce((sum, part) => sum + part.updated, 0);
  const records = formatNumber(taken, language);
  async function undo() {
    setBusy(true);
    try {
      await act("undo");
      onClose();
    } catch (failure) {
      fail(t("imports.undo"), failure);
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      title={t("imports.undoTitle", { name: one.name })}
      okText={taken > 0 ? t("imports.undoRecords", { records }) : t("imports.undo")}
      okButtonProps={{ danger: true, loading: busy, disabled: isPending || Boolean(error) }}
      cancelText={t("action.cancel")}
      onOk={undo}
      onCancel={onClose}
    >
      {isPending && <div className="bone" style={{ height: 40 }} />}
      {error && <Failure small error={error} />}
      {data && (
        <>
          {taken > 0 && <p>{t("imports.undoText", { records })}</p>}
          {updated > 0 && <p>{t("imports.undoUpdated", { records: formatNumber(updated, language) })}</p>}
          {kept > 0 && (
            <p className={styles.conflicts}>
              {t("imports.conflicts", { shown: formatNumber(kept, language) })}
            </p>
          )}
          <Table
            head={
              <>
                <th>{t("imports.records")}</th>
                <th data-right="">{t("imports.taken")}</th>
                <th data-right="">{t("imports.kept")}</th>
              </>
            }
          >
            {parts.map(([name, part]) => {
              const object = objectOf(meta, name);
              return (
                <tr key={name}>
                  <td>{object ? labels.plural(object) : name}</td>
                  <td data-right="" className="num">
                    {formatNumber(part.delete, language)}
                  </td>
                  <td data-right="" className="num">
                    {formatNumber(part.keep, language)}
                  </td>
                </tr>
              );
            })}
          </Table>
        </>
      )}
    </Modal>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "../../api/client";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { ReferenceLink } from "../records/field/reference-link";
import { type Import, type UndoPreview, useImportAction } from "./data";
import styles from "./imports.module.css";

/** Takes an import back, after showing what that touches and what it must leave. */
export function UndoDialog({ one, onClose }: { one: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const fail = useFailureNotice();
  const act = useImportAction(one.id);
  const [busy, setBusy] = useState(false);
  const { data, error, isPending } = useQuery({
    queryKey: ["imports", one.id, "undo-preview"],
    queryFn: ({ signal }) => get<UndoPreview>(`/imports/${one.id}/undo-preview`, undefined, signal),
  });
  const conflicts = data?.conflicts ?? [];
  const created = Object.values(one.counts ?? {}).reduce((sum, count) => sum + count.created, 0);
  const records = formatNumber(data?.records ?? created, language);
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
      okText={t("imports.undoRecords", { records })}
      okButtonProps={{ danger: true, loading: busy, disabled: isPending || Boolean(error) }}
      cancelText={t("action.cancel")}
      onOk={undo}
      onCancel={onClose}
    >
      {isPending && <div className="bone" style={{ height: 40 }} />}
      {error && <Failure small error={error} />}
      {data && <p>{t("imports.undoText", { records })}</p>}
      {conflicts.length > 0 && (
        <>
          <p className={styles.conflicts}>
            {t("imports.conflicts", {
              shown: formatNumber(data?.conflict_count ?? conflicts.length, language),
            })}
          </p>
          <ul className={styles.conflictList}>
            {conflicts.slice(0, 50).map((conflict) => (
              <li key={`${conflict.object}-${conflict.id}`}>
                <ReferenceLink object={conflict.object} id={conflict.id} title={conflict.title} />
                <span className="muted">{conflict.reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Table } from "../../ui/table";
import { type HandOver, partName, staffQuery, undoQuery } from "./data";
import { usePartText } from "./preview-table";
import { undoHandOver } from "./start";

/** Takes a hand-over back, after showing what goes back and what must stay. */
export function UndoDialog({ one, onClose }: { one: HandOver; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const partText = usePartText();
  const [busy, setBusy] = useState(false);
  const { data, error, isPending } = useQuery(undoQuery(one.id));
  const { data: staff } = useQuery(staffQuery);
  const person = staff?.items.find((user) => user.id === one.from);
  const back = (data?.items ?? []).reduce((sum, part) => sum + part.back, 0);
  async function undo() {
    setBusy(true);
    try {
      await undoHandOver(client, one.id, !person?.active);
      onClose();
    } catch (failure) {
      fail(t("handOver.undo"), failure);
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      title={t("handOver.undo")}
      okText={t("handOver.undoRecords", { records: formatNumber(back, language) })}
      cancelText={t("action.cancel")}
      okButtonProps={{ danger: true, loading: busy, disabled: isPending || Boolean(error) || !person }}
      onOk={undo}
      onCancel={onClose}
    >
      {isPending && <div className="bone" style={{ height: 40 }} />}
      {error && <Failure small error={error} />}
      {person && !person.active && (
        <Alert type="warning" showIcon title={t("handOver.activates", { name: person.name })} />
      )}
      {data && (
        <Table
          dense
          head={
            <>
              <th>{t("handOver.what")}</th>
              <th data-right="">{t("handOver.back")}</th>
              <th data-right="">{t("handOver.stay")}</th>
            </>
          }
        >
          {data.items.map((part) => (
            <tr key={partName(part)}>
              <td>{partText(part)}</td>
              <td data-right="" className="num">
                {formatNumber(part.back, language)}
              </td>
              <td data-right="" className="num">
                {formatNumber(part.keep, language)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Modal>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { UndoDialog } from "../../ui/undo-dialog";
import { type HandOver, partName, staffQuery, undoQuery } from "./data";
import { usePartText } from "./preview-table";
import { undoHandOver } from "./start";

/** Takes a hand-over back, after showing what goes back and what must stay. */
export function UndoHandOver({ one, onClose }: { one: HandOver; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const partText = usePartText();
  const { data, error, isPending } = useQuery(undoQuery(one.id));
  const { data: staff } = useQuery(staffQuery);
  const person = staff?.items.find((user) => user.id === one.from);
  const back = (data?.items ?? []).reduce((sum, part) => sum + part.back, 0);
  return (
    <UndoDialog
      title={t("handOver.undo")}
      what={t("handOver.undo")}
      undo={t("handOver.undoRecords", { records: formatNumber(back, language) })}
      pending={isPending || !person}
      error={error}
      submit={() => undoHandOver(client, one.id, !person?.active)}
      onClose={onClose}
    >
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
    </UndoDialog>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { ReferenceLink, UserName } from "../records/field/reference-link";
import { handOverQuery, keptQuery, partName } from "./data";
import { usePartText } from "./preview-table";

/** What of a hand-over went to whom, and what its undoing left. */
export function DetailsDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const partText = usePartText();
  const { data, error, isPending } = useQuery({ ...handOverQuery(id), staleTime: 0 });
  const { data: kept } = useQuery({ ...keptQuery(id), enabled: Boolean(data?.kept) });
  return (
    <Modal open title={t("handOver.details")} footer={null} onCancel={onClose}>
      {isPending && <div className="bone" style={{ height: 60 }} />}
      {error && <Failure small error={error} />}
      {data && (
        <Table
          dense
          head={
            <>
              <th>{t("handOver.what")}</th>
              <th>{t("handOver.to")}</th>
              <th data-right="">{t("handOver.records")}</th>
            </>
          }
        >
          {data.given.map((one) => (
            <tr key={`${partName(one)}-${one.to}`}>
              <td>{partText(one)}</td>
              <td>
                <UserName id={one.to} />
              </td>
              <td data-right="" className="num">
                {formatNumber(one.count, language)}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {data && data.kept > 0 && (
        <>
          <p>{t("handOver.keptText", { records: formatNumber(data.kept, language) })}</p>
          <ul>
            {(kept?.items ?? []).map((one) => (
              <li key={`${partName(one)}-${one.record}`}>
                <ReferenceLink object={one.object} id={one.record} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Modal } from "antd";
import { FileUp } from "lucide-react";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { formatBytes } from "../../ui/format";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { filesQuery, type Schedule, type ScheduledFile } from "./data";

const colors: Record<ScheduledFile["state"], string> = {
  standing: "amber",
  taken: "green",
  same: "grey",
  refused: "red",
};

/** The files that a scheduled import met, the latest first. */
export function FilesDialog({ one, onClose }: { one: Schedule; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data, error, isPending } = useQuery(filesQuery(one.id));
  return (
    <Modal open width={720} title={one.name} footer={null} onCancel={onClose}>
      {isPending && <div className="bone" style={{ height: 60 }} />}
      {error && <Failure small error={error} />}
      {data && data.items.length === 0 && <Empty small icon={FileUp} title={t("schedules.noFiles")} />}
      {data && data.items.length > 0 && (
        <Table
          dense
          head={
            <>
              <th>{t("imports.file")}</th>
              <th>{t("imports.state")}</th>
              <th data-right="">{t("schedules.size")}</th>
              <th>{t("schedules.seen")}</th>
            </>
          }
        >
          {data.items.map((file) => (
            <tr key={file.id}>
              <td>
                {file.import ? (
                  <Link to="/imports/$id" params={{ id: file.import }}>
                    {file.name}
                  </Link>
                ) : (
                  file.name
                )}
              </td>
              <td>
                <Tag color={colors[file.state]} text={t(`schedules.states.${file.state}`)} />
                {file.reason && <div className="muted">{file.reason}</div>}
              </td>
              <td data-right="" className="num">
                {formatBytes(file.size, language)}
              </td>
              <td>
                <When value={file.seen_at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Modal>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal, Space } from "antd";
import { post } from "../../api/client";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useAct } from "../../ui/act";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useNames } from "../records/field/labels";
import { ArchiveItem } from "./archive-item";
import { type Archive, archivesQuery, missing } from "./data";
import { useFieldsOf } from "./fields-of";

/** Everything kept about a customer in one file for them: made, taken out, deleted. */
export default function ArchiveDialog({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useTranslation();
  const leftOut = useLeftOut();
  const query = archivesQuery(customer);
  const list = useQuery(query);
  const items = list.data ?? [];
  const act = useAct(query.queryKey);
  const make = () => act(t("archive.make"), post(`/privacy/customers/${customer}/archives`, {}));
  return (
    <Modal open footer={null} title={t("archive.title")} onCancel={onClose}>
      <Space orientation="vertical" size={12} style={{ width: "100%" }}>
        <p className="muted">{t("archive.text")}</p>
        <Alert type="info" showIcon title={t("archive.others")} />
        {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
        {items.map((one) => (
          <ArchiveItem key={one.id} one={one} at="/privacy/archives" left={leftOut(one)} act={act} />
        ))}
        <Button type="primary" disabled={items.some((one) => one.mine && isUnderWay(one))} onClick={make}>
          {t("archive.make")}
        </Button>
      </Space>
    </Modal>
  );
}

/** What is not in an archive, in words. */
function useLeftOut() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const names = useNames();
  const ofFields = useFieldsOf();
  return (one: Archive): string[] => {
    if (!one.left_out || !missing(one)) return [];
    const { fields, records, files } = one.left_out;
    const number = (count: number) => formatNumber(count, language);
    const ofRecords = Object.entries(records).map(
      ([object, count]) => `${names.plural(object)} ${number(count)}`,
    );
    const ofFiles = files ? [t("privacy.files", { shown: number(files) })] : [];
    return [...ofRecords, ...ofFields(fields), ...ofFiles];
  };
}

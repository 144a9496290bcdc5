import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { PackageOpen } from "lucide-react";
import { post } from "../../api/client";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useAct } from "../../ui/act";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { ArchiveItem } from "../privacy/archive-item";
import { useFieldsOf } from "../privacy/fields-of";
import { useNames } from "../records/field/labels";
import { type Export, exportsQuery, type Unit, wouldTakeQuery } from "./data";

/** A unit takes its own data along: what that is, and the archives made of it. */
export default function LeavingDialog({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const names = useNames();
  const leftOut = useLeftOut();
  const would = useQuery(wouldTakeQuery(unit.id));
  const query = exportsQuery(unit.id);
  const made = useQuery(query);
  const items = made.data?.items ?? [];
  const act = useAct(query.queryKey);
  const counts = Object.entries(would.data?.objects ?? {}).filter(([, count]) => count !== 0);
  const error = would.error ?? made.error;
  return (
    <Modal
      open
      width={640}
      title={t("units.takeOf", { name: unit.name })}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          icon={<PackageOpen size={16} />}
          disabled={!would.data || items.some(isUnderWay)}
          onClick={() => act(t("units.take"), post(`/units/${unit.id}/exports`, { language }))}
        >
          {t("units.takeStart")}
        </Button>
      }
    >
      <p className="muted">{t("units.takeText")}</p>
      {error && <Failure small error={error} />}
      <Table
        dense
        head={
          <>
            <th>{t("units.takeWhat")}</th>
            <th data-right="">{t("units.takeRecords")}</th>
          </>
        }
      >
        {counts.map(([object, count]) => (
          <tr key={object}>
            <td>{names.plural(object)}</td>
            <td data-right="" className={count === null ? "muted" : "num"}>
              {count === null ? t("units.takeNot") : formatNumber(count, language)}
            </td>
          </tr>
        ))}
      </Table>
      {items.map((one) => (
        <ArchiveItem key={one.id} one={one} at="/unit-exports" left={leftOut(one)} act={act} />
      ))}
    </Modal>
  );
}

/** What of the unit is not in an archive, in words. */
function useLeftOut() {
  const { t } = useTranslation();
  const names = useNames();
  const ofFields = useFieldsOf();
  return ({ summary }: Export): string[] => {
    if (!summary) return [];
    const { objects, kept, fields } = summary.left_out;
    const some = kept.map((object) => t("units.takeSome", { name: names.plural(object) }));
    return [...objects.map(names.plural), ...some, ...ofFields(fields)];
  };
}

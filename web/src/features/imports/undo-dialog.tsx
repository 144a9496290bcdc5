import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { UndoDialog } from "../../ui/undo-dialog";
import { useNames } from "../records/field/labels";
import { type Import, type UndoPreview, useImportAction } from "./data";
import styles from "./imports.module.css";

/** Takes an import back, after showing what that touches and what it must leave. */
export function UndoImport({ one, onClose }: { one: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const names = useNames();
  const act = useImportAction(one.id);
  const { data, error, isPending } = useQuery({
    queryKey: ["imports", one.id, "undo-preview"],
    queryFn: ({ signal }) => get<UndoPreview>(`/imports/${one.id}/undo-preview`, undefined, signal),
  });
  const parts = Object.entries(data?.objects ?? {});
  const taken = parts.reduce((sum, [, part]) => sum + part.delete, 0);
  const kept = parts.reduce((sum, [, part]) => sum + part.keep, 0);
  const updated = Object.values(one.counts ?? {}).reduce((sum, part) => sum + part.updated, 0);
  const records = formatNumber(taken, language);
  return (
    <UndoDialog
      title={t("imports.undoTitle", { name: one.name })}
      what={t("imports.undo")}
      undo={taken > 0 ? t("imports.undoRecords", { records }) : t("imports.undo")}
      danger
      pending={isPending}
      error={error}
      submit={() => act("undo")}
      onClose={onClose}
    >
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
            {parts.map(([name, part]) => (
              <tr key={name}>
                <td>{names.plural(name)}</td>
                <td data-right="" className="num">
                  {formatNumber(part.delete, language)}
                </td>
                <td data-right="" className="num">
                  {formatNumber(part.keep, language)}
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </UndoDialog>
  );
}

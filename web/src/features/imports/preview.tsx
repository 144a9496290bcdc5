import { Select } from "antd";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { refusalText } from "../../ui/refusal";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import type { Preview } from "./data";
import styles from "./imports.module.css";
import { changed, type Mapping, settable } from "./reading";

/** Rows shown. */
const shown = 5;

interface Props {
  preview: Preview;
  /** What columns are mapped to, when that can be changed. */
  mapping?: Mapping;
  object?: ObjectDef;
  onChange: (mapping: Mapping) => void;
}

/** The first rows of a file as they were read, and above each column what it is for. */
export function PreviewTable({ preview, mapping, object, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const options = object
    ? settable(object).map((field) => ({ value: field.name, label: labels.field(field) }))
    : [];
  return (
    <div className={styles.preview}>
      <Table
        dense
        head={preview.columns.map((column) => (
          <th key={column} className={styles.cell} title={column}>
            {column}
            {mapping && (
              <Select
                size="small"
                className={styles.field}
                value={mapping[column] ?? null}
                onChange={(field) => onChange(changed(mapping, column, field ?? undefined))}
                aria-label={t("imports.fieldOf", { column })}
                options={[{ value: null, label: t("imports.leaveOut") }, ...options]}
                showSearch={{ optionFilterProp: "label" }}
                popupMatchSelectWidth={false}
              />
            )}
          </th>
        ))}
      >
        {preview.rows.slice(0, shown).map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
          <tr key={index}>
            {preview.columns.map((column, place) => (
              <td key={column} className={styles.cell} title={row[place]}>
                {row[place]}
              </td>
            ))}
          </tr>
        ))}
      </Table>
      {preview.refused[0] && (
        <p className={styles.unknown}>
          {t("imports.brokenRow", {
            line: preview.refused[0].line,
            message: refusalText(preview.refused[0]),
          })}
        </p>
      )}
    </div>
  );
}

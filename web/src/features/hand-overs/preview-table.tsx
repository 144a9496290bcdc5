import { Checkbox } from "antd";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { useNames } from "../records/field/labels";
import { type Part, type Person, type Preview, partName } from "./data";
import styles from "./hand-overs.module.css";

/** What a field of an object is called: `Tasks · Assigned to`. */
export function usePartText() {
  const names = useNames();
  return ({ object, field }: { object: string; field: string }) =>
    `${names.plural(object)} · ${names.field(object, field)}`;
}

interface Props {
  preview: Preview;
  people: Person[];
  onChoose: (part: Part, chosen: boolean) => void;
}

/** What goes to whom, with some records of each part. */
export function PreviewTable({ preview, people, onChoose }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const partText = usePartText();
  const name = (id: string) => people.find((one) => one.id === id)?.name ?? "…";
  return (
    <Table
      dense
      head={
        <>
          <th>{t("handOver.what")}</th>
          <th data-right="">{t("handOver.records")}</th>
          <th>{t("handOver.to")}</th>
          <th>{t("handOver.sample")}</th>
        </>
      }
    >
      {preview.parts.map((part) => (
        <tr key={partName(part)}>
          <td className={styles.line}>
            {part.held ? (
              partText(part)
            ) : (
              <Checkbox checked={part.chosen} onChange={(event) => onChoose(part, event.target.checked)}>
                {partText(part)}
              </Checkbox>
            )}
          </td>
          <td data-right="" className="num">
            {formatNumber(part.count, language)}
          </td>
          <td className={styles.line}>
            {Object.entries(part.to)
              .map(([id, count]) => `${name(id)} ${formatNumber(count, language)}`)
              .join(", ")}
          </td>
          <td>
            <div className={`clip ${styles.sample}`}>
              {part.sample.map((one) => one.title ?? "…").join(", ")}
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}

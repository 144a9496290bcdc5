import { useQuery } from "@tanstack/react-query";
import { Sigma } from "lucide-react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { formatNumber } from "../../../ui/format";
import { useProblemText } from "../../../ui/notices";
import type { Column } from "./columns";
import { Figure } from "./figure";
import styles from "./grid.module.css";
import { summaryQuery } from "./summary";

interface Props {
  object: ObjectDef;
  search: ListSearch;
  columns: Column[];
}

/** At the foot of a list: how many records, and what its numbers come to. */
export default function TotalsRow({ object, search, columns }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const problem = useProblemText();
  const fields = columns.map(({ field }) => field);
  const { data, error } = useQuery(summaryQuery(object, search, fields));
  return (
    <div role="row" className={styles.totals} aria-label={t("list.totals")}>
      <div role="gridcell" className={styles.check}>
        <Sigma size={15} className="muted" aria-hidden="true" />
      </div>
      {columns.map(({ field, numeric, left }, index) => (
        <div
          key={field.name}
          role="gridcell"
          className={`${styles.cell} ${numeric ? styles.right : ""} ${left === undefined ? "" : styles.frozen}`}
          style={{ left }}
        >
          {index === 0 && (
            <span className="num" role="status">
              {error
                ? problem(error)
                : data && t("list.totalCount", { count: data.count, n: formatNumber(data.count, language) })}
            </span>
          )}
          {index > 0 &&
            numeric &&
            (data ? (
              <Figure field={field} figures={data.fields[field.name]} />
            ) : (
              !error && <span className="bone" style={{ width: "60%", height: 11 }} />
            ))}
        </div>
      ))}
    </div>
  );
}

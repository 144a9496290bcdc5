import { useQuery } from "@tanstack/react-query";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { formatNumber } from "../../../ui/format";
import { useProblemText } from "../../../ui/notices";
import { useLabels } from "../field/labels";
import type { Column } from "./columns";
import { Figure } from "./figure";
import styles from "./phone-list.module.css";
import { isSummable, summaryQuery } from "./summary";

/** At the foot of a list on a phone: how many records, and what its numbers come to. */
export default function PhoneTotals(props: { object: ObjectDef; search: ListSearch; columns: Column[] }) {
  const { object, search, columns } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const { language } = usePlace();
  const problem = useProblemText();
  const fields = columns.map(({ field }) => field);
  const { data, error } = useQuery(summaryQuery(object, search, fields));
  return (
    <section className={styles.totals} aria-label={t("list.totals")}>
      <b className="num" role="status">
        {error
          ? problem(error)
          : data && t("list.totalCount", { count: data.count, n: formatNumber(data.count, language) })}
      </b>
      {data &&
        fields.filter(isSummable).map((field) => (
          <span key={field.name}>
            <span className="muted">{labels.field(field)} </span>
            <Figure field={field} figures={data.fields[field.name]} named />
          </span>
        ))}
    </section>
  );
}

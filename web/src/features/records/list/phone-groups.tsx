import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import type { Column } from "./columns";
import { Figure } from "./figure";
import { GroupLabel } from "./group-label";
import { MoreRows } from "./more-rows";
import styles from "./phone-list.module.css";
import { PhoneRow } from "./phone-row";
import PhoneTotals from "./phone-totals";
import { filterOf, type Group, summaryQuery } from "./summary";
import { useRows } from "./use-rows";
import type { Selection } from "./use-selection";

interface Props {
  object: ObjectDef;
  field: FieldDef;
  columns: Column[];
  search: ListSearch;
  open: (id: string) => void;
  selection: Selection;
  choosing: boolean;
}

/** A list told apart by the values of a field, on a phone. */
export default function PhoneGroups(props: Props) {
  const { object, search, columns, field } = props;
  const { t } = useTranslation();
  const { language } = usePlace();
  const [opened, setOpened] = useState<string>();
  const fields = columns.map((column) => column.field);
  const { data, error, refetch } = useQuery(summaryQuery(object, search, fields));
  const number = columns.filter((column) => column.numeric).at(-1)?.field;
  if (error) return <Failure error={error} retry={() => refetch()} />;
  return (
    <div className={styles.box}>
      {!data && <span className="bone" style={{ display: "block", width: "60%", height: 14, margin: 24 }} />}
      <ul>
        {data?.groups?.items.map((group) => {
          const open = opened === group.filter;
          return (
            <li key={group.filter}>
              <button
                type="button"
                className={`plain ${styles.group}`}
                aria-expanded={open}
                onClick={() => setOpened(open ? undefined : group.filter)}
              >
                <ChevronRight size={15} aria-hidden="true" data-open={open ? "" : undefined} />
                <GroupLabel field={field} group={group} />
                <span className="muted num">{formatNumber(group.count, language)}</span>
                {number && (
                  <span className={styles.sum}>
                    <Figure field={number} figures={group.fields[number.name]} named />
                  </span>
                )}
              </button>
              {open && <Rows {...props} group={group} />}
            </li>
          );
        })}
      </ul>
      {data?.groups?.more && <p className={`${styles.note} muted`}>{t("list.moreGroups")}</p>}
      {search.totals === "1" && <PhoneTotals {...props} />}
    </div>
  );
}

function Rows(props: Props & { group: Group }) {
  const { object, group, search } = props;
  const { list, rows, titles } = useRows(object, { ...search, filter: filterOf(search, group) });
  if (list.isError) return <Failure small error={list.error} retry={() => list.refetch()} />;
  return (
    <>
      <ul aria-busy={list.isPending}>
        {rows.map((row, index) => (
          <li key={row.id} className={styles.grouped}>
            <PhoneRow {...props} {...{ rows, index, titles }} />
          </li>
        ))}
      </ul>
      <MoreRows className={styles.note} list={list} left={group.count - rows.length} />
    </>
  );
}

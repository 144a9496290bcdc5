import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldOf } from "../../../api/definition";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePreferences } from "../../../app/preferences";
import { rowHeight } from "../../../app/theme";
import type { ListSearch } from "../../../routes/search";
import { Failure } from "../../../ui/failure";
import { Tick } from "../../../ui/tick";
import { type Column, checkWidth } from "./columns";
import type { Open } from "./grid";
import styles from "./grid.module.css";
import { GridHead } from "./grid-head";
import { GroupSection } from "./group-section";
import { summaryQuery } from "./summary";
import TotalsRow from "./totals-row";
import type { Selection } from "./use-selection";

interface Props {
  object: ObjectDef;
  columns: Column[];
  resize: (name: string, width: number) => void;
  search: ListSearch;
  change: (part: Partial<ListSearch>) => void;
  selection: Selection;
  open: Open;
}

/** A list told apart by the values of a field: each group with its count and sums, its rows loaded when it is opened. */
export default function GroupedGrid(props: Props) {
  const { object, columns, search, selection } = props;
  const { t } = useTranslation();
  const { density } = usePreferences();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const { data, error, refetch } = useQuery(
    summaryQuery(
      object,
      search,
      columns.map(({ field }) => field),
    ),
  );
  const field = fieldOf(object, search.group ?? "");
  if (error) return <Failure error={error} retry={() => refetch()} />;
  const groups = data?.groups?.items ?? [];
  function toggle(filter: string) {
    const next = new Set(opened);
    if (!next.delete(filter)) next.add(filter);
    setOpened(next);
  }
  const template = `${checkWidth}px ${columns.map((column) => `${column.width}px`).join(" ")} minmax(24px, 1fr)`;
  const width = columns.reduce((sum, column) => sum + column.width, checkWidth + 24);
  const height = rowHeight[density];
  return (
    <div className={`${styles.box} scroll`} role="treegrid" aria-label={t("list.grid")} tabIndex={0}>
      <div
        role="presentation"
        style={{ minWidth: width, "--columns": template, "--row": `${height}px` } as React.CSSProperties}
      >
        <GridHead {...props}>
          <Tick
            checked={selection.all}
            some={!selection.all && selection.ids.size > 0}
            onPress={() => selection.clear()}
            disabled={!selection.all && selection.ids.size === 0}
            label={t("list.unselect")}
          />
        </GridHead>
        {!data &&
          [0, 1, 2, 3, 4, 5].map((bone) => (
            <div key={bone} className={styles.group}>
              <span className="bone" style={{ width: 180, height: 12, margin: "0 16px" }} />
            </div>
          ))}
        {field &&
          groups.map((group) => (
            <GroupSection
              key={group.filter}
              {...props}
              field={field}
              group={group}
              height={height}
              expanded={opened.has(group.filter)}
              onToggle={() => toggle(group.filter)}
            />
          ))}
        {data?.groups?.more && <p className={`${styles.groupNote} muted`}>{t("list.moreGroups")}</p>}
        {search.totals === "1" && <TotalsRow object={object} search={search} columns={columns} />}
      </div>
    </div>
  );
}

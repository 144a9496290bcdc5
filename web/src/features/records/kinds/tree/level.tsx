import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listQuery } from "../../../../api/records";
import type { RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import type { ListSearch } from "../../../../routes/search";
import { Failure } from "../../../../ui/failure";
import { write } from "../../filter/syntax";
import { hasValue, questionOf } from "../questions";
import type { Move } from "../use-move";
import { childCountsQuery, parentOf } from "./family";
import { Node, type Nodes } from "./node";
import styles from "./tree.module.css";

/** So many of a level are read at once. */
const atOnce = 50;

export interface Grown {
  nodes: Nodes;
  search: ListSearch;
  moves: ReadonlyMap<string, Move>;
  expanded: ReadonlySet<string>;
  toggle: (id: string, open: boolean) => void;
}

/** The records of one level, as far as they are loaded. */
export function useLevel({ nodes, search, moves }: Grown, parent: string | null) {
  const { object, field, fields } = nodes;
  const filter = write(hasValue(field, parent));
  const question = questionOf(object, { sort: search.sort, filter }, [field, ...fields]);
  const list = useInfiniteQuery(listQuery(object.name, question, atOnce));
  const pages = list.data?.pages;
  const titles = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((page) => page.labels)) as TitleMap,
    [pages],
  );
  const listed = (pages ?? []).flatMap((page) => page.items);
  const staying = listed.filter((row) => !moves.has(row.id) && (parentOf(row, field) ?? null) === parent);
  const coming = [...moves.values()].filter(({ value }) => value === parent).map(({ record }) => record);
  return { list, titles, rows: [...coming, ...staying] as RecordData[] };
}

interface Props {
  grown: Grown;
  parent: string | null;
  level: number;
}

/** What stands directly below a record; each is opened for what is below it. */
export function Level({ grown, parent, level }: Props) {
  const { nodes, moves, expanded, toggle } = grown;
  const { object, field } = nodes;
  const { t } = useTranslation();
  const { list, rows, titles } = useLevel(grown, parent);
  const counts = useQuery(
    childCountsQuery(
      object,
      field,
      rows.map(({ id }) => id),
    ),
  );
  const countOf = (id: string) => {
    const known = counts.data && (counts.data.get(id) ?? 0);
    const coming = [...moves.values()].filter(
      ({ value, record }) => value === id && record[field.name] !== id,
    );
    return known === undefined ? undefined : known + coming.length;
  };
  const bones = level === 1 ? [180, 140, 220, 160, 200] : [160];
  return (
    <>
      {list.isError && (
        <div role="none">
          <Failure small error={list.error} retry={() => list.refetch()} />
        </div>
      )}
      {list.isPending &&
        bones.map((width) => (
          <div
            key={width}
            role="none"
            className={styles.bone}
            style={{ "--level": level - 1 } as React.CSSProperties}
          >
            <span className="bone" style={{ width, height: 12 }} />
          </div>
        ))}
      {rows.map((row, index) => {
        const count = countOf(row.id);
        const open = expanded.has(row.id) && count !== 0;
        return (
          <Node
            key={row.id}
            nodes={nodes}
            row={row}
            titles={titles}
            level={level}
            place={index + 1}
            size={list.hasNextPage ? -1 : rows.length}
            count={count}
            open={open}
            toggle={(next) => toggle(row.id, next)}
          >
            {open && (
              <div role="group">
                <Level grown={grown} parent={row.id} level={level + 1} />
              </div>
            )}
          </Node>
        );
      })}
      {list.hasNextPage && (
        <More
          nodes={nodes}
          level={level}
          busy={list.isFetching}
          more={() => list.fetchNextPage()}
          text={t("kinds.tree.more")}
        />
      )}
    </>
  );
}

interface MoreProps {
  nodes: Nodes;
  level: number;
  busy: boolean;
  more: () => void;
  text: string;
}

/** The last of a level of which not all is loaded. */
export function More({ nodes, level, busy, more, text }: MoreProps) {
  return (
    <div
      role="treeitem"
      className={styles.more}
      style={{ "--level": level - 1 } as React.CSSProperties}
      aria-level={level}
      aria-selected={false}
      aria-busy={busy}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        if (!busy) more();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          if (!busy) more();
        } else nodes.onKey(event);
      }}
    >
      {text}
    </div>
  );
}

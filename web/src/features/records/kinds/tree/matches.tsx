import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listQuery } from "../../../../api/records";
import type { TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import type { ListSearch } from "../../../../routes/search";
import { Failure } from "../../../../ui/failure";
import { questionOf } from "../questions";
import { ancestorsQuery, type Branch, forestOf } from "./family";
import { type Grown, More } from "./level";
import { Node } from "./node";
import styles from "./tree.module.css";

interface Props {
  grown: Grown;
  search: ListSearch;
}

/** What a list is narrowed to, each with all that is above it. */
export function Matches({ grown, search }: Props) {
  const { nodes, moves } = grown;
  const { object, field, fields } = nodes;
  const { t } = useTranslation();
  const question = questionOf(object, search, [field, ...fields]);
  const list = useInfiniteQuery(listQuery(object.name, question));
  const pages = list.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  const above = useQuery({
    ...ancestorsQuery(object, field, rows, question),
    enabled: !list.isPending,
    placeholderData: keepPreviousData,
  });
  const titles = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((page) => page.labels)) as TitleMap,
    [pages],
  );
  const forest = useMemo(() => {
    const moved = rows.map((row) => ({
      ...row,
      ...(moves.has(row.id) && { [field.name]: moves.get(row.id)?.value }),
    }));
    return forestOf(moved, above.data ?? [], field);
  }, [rows, moves, above.data, field]);
  if (list.isError)
    return (
      <div role="none">
        <Failure small error={list.error} retry={() => list.refetch()} />
      </div>
    );
  if (list.isPending || above.isPending)
    return [180, 140, 220].map((width) => (
      <div key={width} role="none" className={styles.bone}>
        <span className="bone" style={{ width, height: 12 }} />
      </div>
    ));
  return (
    <>
      {forest.map((branch, index) => (
        <Twig
          key={branch.row.id}
          {...{ grown, branch, titles }}
          level={1}
          place={index + 1}
          size={forest.length}
        />
      ))}
      {list.hasNextPage && (
        <More
          nodes={nodes}
          level={1}
          busy={list.isFetching}
          more={() => list.fetchNextPage()}
          text={t("kinds.tree.more")}
        />
      )}
    </>
  );
}

interface TwigProps {
  grown: Grown;
  branch: Branch;
  titles: TitleMap;
  level: number;
  place: number;
  size: number;
}

function Twig({ grown, branch, titles, level, place, size }: TwigProps) {
  const { row, path, below } = branch;
  return (
    <Node
      nodes={grown.nodes}
      {...{ row, path, titles, level, place, size }}
      count={below.length ? undefined : 0}
      open={below.length > 0}
    >
      {below.length > 0 && (
        <div role="group">
          {below.map((one, index) => (
            <Twig
              key={one.row.id}
              {...{ grown, titles }}
              branch={one}
              level={level + 1}
              place={index + 1}
              size={below.length}
            />
          ))}
        </div>
      )}
    </Node>
  );
}

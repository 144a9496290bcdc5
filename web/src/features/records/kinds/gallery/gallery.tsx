import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useState } from "react";
import { listQuery } from "../../../../api/records";
import type { ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { objectIcon } from "../../../../app/icons";
import { Avatar } from "../../../../ui/avatar";
import { Failure } from "../../../../ui/failure";
import { columnNames } from "../../list/columns";
import { ListEmpty } from "../../list/list-empty";
import { CardFacts, useRecordTitle } from "../card";
import card from "../card.module.css";
import { cardFields } from "../layout";
import { questionOf } from "../questions";
import type { KindProps } from "../types";
import { useEnd } from "../use-end";
import styles from "./gallery.module.css";

const cardsAtOnce = 48;

/** Records as cards with their pictures. */
export default function Gallery({ object, search, layout, open, clear }: KindProps) {
  const titleOf = useRecordTitle(object);
  const cols = columnNames(object, search.cols).join();
  const fields = useMemo(() => cardFields(object, layout, cols.split(",")), [object, layout, cols]);
  const list = useInfiniteQuery(
    listQuery(object.name, questionOf(object, search, [layout.by, ...fields]), cardsAtOnce),
  );
  const end = useEnd(list);
  const pages = list.data?.pages;
  const rows = (pages ?? []).flatMap((page) => page.items);
  const titles = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((page) => page.labels)) as TitleMap,
    [pages],
  );
  function walk(event: KeyboardEvent<HTMLElement>, id: string) {
    const cards = [
      ...(event.currentTarget.closest("ul")?.querySelectorAll<HTMLElement>("[data-card]") ?? []),
    ];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") open.panel(id, Boolean(search.open));
    else if (step) cards[cards.indexOf(event.currentTarget) + step]?.focus();
    else return;
    event.preventDefault();
  }
  if (list.isError) return <Failure error={list.error} retry={() => list.refetch()} />;
  if (!list.isPending && !rows.length) return <ListEmpty object={object} search={search} clear={clear} />;
  return (
    <ul className={`${styles.gallery} scroll`}>
      {rows.map((row) => (
        <li key={row.id}>
          <article
            className={card.card}
            data-card={row.id}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: cards are walked by arrow keys
            tabIndex={0}
            aria-label={titleOf(row)}
            data-opened={row.id === search.open ? "" : undefined}
            onKeyDown={(event) => walk(event, row.id)}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
              else open.panel(row.id, Boolean(search.open));
            }}
            onDoubleClick={() => open.page(row.id)}
          >
            <Picture object={object} row={row} file={layout.by ? row[layout.by.name] : undefined} />
            <CardFacts object={object} row={row} titles={titles} fields={fields} bare />
          </article>
        </li>
      ))}
      {(list.isPending || list.hasNextPage) && (
        <li ref={end} className={list.isFetching ? "bone" : undefined} style={{ height: 200 }} />
      )}
    </ul>
  );
}

/** The picture in a file of the record; what stands for the record where there is none. */
function Picture({ object, row, file }: { object: ObjectDef; row: RecordData; file: unknown }) {
  const [broken, setBroken] = useState(false);
  const title = useRecordTitle(object)(row);
  const Icon = objectIcon(object);
  return (
    <span className={styles.picture}>
      {typeof file === "string" && !broken ? (
        <img src={`/api/files/${file}`} alt="" loading="lazy" onError={() => setBroken(true)} />
      ) : object.name === "customer" ? (
        <Avatar id={row.id} name={title} size={64} square={row.kind === "company"} />
      ) : (
        <Icon size={32} aria-hidden="true" />
      )}
    </span>
  );
}

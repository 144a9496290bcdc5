import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { X } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { type ListQuery, listQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { CardFacts, useRecordTitle } from "../card";
import card from "../card.module.css";
import { useEnd } from "../use-end";
import styles from "./map.module.css";

interface Props {
  object: ObjectDef;
  /** Facts on cards. */
  fields: FieldDef[];
  opened: string | undefined;
  onOpen: (id: string) => void;
  onPage: (id: string) => void;
  onClose: () => void;
}

interface CardsProps extends Props {
  rows: RecordData[];
  titles: TitleMap;
  /** After the last card. */
  children?: ReactNode;
}

/** The cards of what was pressed on a map. */
export function Cards({
  object,
  fields,
  opened,
  onOpen,
  onPage,
  onClose,
  rows,
  titles,
  children,
}: CardsProps) {
  const { t } = useTranslation();
  const titleOf = useRecordTitle(object);
  return (
    <section
      className={styles.cards}
      data-cards=""
      aria-label={t("kinds.map.cards")}
      onWheel={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <Button
        type="text"
        size="small"
        className={styles.close}
        icon={<X size={16} />}
        aria-label={t("action.close")}
        onClick={onClose}
      />
      <ul className="scroll">
        {rows.map((row) => (
          <li key={row.id}>
            <article
              className={card.card}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: Enter opens the record
              tabIndex={0}
              aria-label={titleOf(row)}
              data-opened={row.id === opened ? "" : undefined}
              onKeyDown={(event) => {
                if (event.key === "Enter" && event.target === event.currentTarget) onOpen(row.id);
              }}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey)
                  window.open(`/records/${object.name}/${row.id}`, "_blank");
                else onOpen(row.id);
              }}
              onDoubleClick={() => onPage(row.id)}
            >
              <CardFacts object={object} row={row} titles={titles} fields={fields} />
            </article>
          </li>
        ))}
        {children}
      </ul>
    </section>
  );
}

/** The cards of records that are nowhere. */
export function Without({ question, ...props }: Props & { question: ListQuery }) {
  const list = useInfiniteQuery(listQuery(props.object.name, question, 30));
  const end = useEnd(list);
  const pages = list.data?.pages;
  const titles = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((page) => page.labels)) as TitleMap,
    [pages],
  );
  return (
    <Cards {...props} titles={titles} rows={(pages ?? []).flatMap((page) => page.items)}>
      {(list.isPending || list.hasNextPage) && <li ref={end} className="bone" style={{ height: 56 }} />}
    </Cards>
  );
}

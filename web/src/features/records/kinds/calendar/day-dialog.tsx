import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { CalendarDays, Plus } from "lucide-react";
import { useMemo } from "react";
import { type ListQuery, listQuery } from "../../../../api/records";
import type { TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { Empty } from "../../../../ui/empty";
import { Failure } from "../../../../ui/failure";
import { formatLongDay } from "../../../../ui/format";
import { useLabels } from "../../field/labels";
import { useEnd } from "../use-end";
import styles from "./calendar.module.css";
import type { Day } from "./days";
import { type Entries, Entry } from "./entry";

interface Props {
  day: Day;
  question: ListQuery;
  entries: Entries;
  onCreate: ((day: Day) => void) | undefined;
  onClose: () => void;
}

/** All that a day has. */
export default function DayDialog({ day, question, entries, onCreate, onClose }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const { object, moving } = entries;
  const list = useInfiniteQuery(listQuery(object.name, question, 50));
  const end = useEnd(list);
  const pages = list.data?.pages;
  const titles = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((page) => page.labels)) as TitleMap,
    [pages],
  );
  const rows = list.isPlaceholderData ? [] : (pages ?? []).flatMap((page) => page.items);
  const staying = rows.filter((row) => !moving.has(row.id));
  const pending = list.isPending || list.isPlaceholderData;
  const then = (act: () => void) => {
    onClose();
    act();
  };
  const shown = {
    ...entries,
    titles,
    onOpen: (id: string) => then(() => entries.onOpen(id)),
    onPage: (id: string) => then(() => entries.onPage(id)),
  };
  return (
    <Modal
      open
      title={formatLongDay(day, language)}
      onCancel={onClose}
      footer={
        onCreate && (
          <Button type="primary" icon={<Plus size={16} />} onClick={() => then(() => onCreate(day))}>
            {t("action.createOne", { name: labels.object(object) })}
          </Button>
        )
      }
    >
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      <ul className={`${styles.dialog} scroll`}>
        {pending &&
          [1, 2, 3].map((bone) => <li key={bone} className="bone" style={{ height: 56, width: "100%" }} />)}
        {staying.map((row) => (
          <li key={row.id}>
            <Entry entries={shown} row={row} day={day} tabIndex={0} still />
          </li>
        ))}
        {list.hasNextPage && (
          <li ref={end} className={list.isFetching ? "bone" : undefined} style={{ height: 56 }} />
        )}
      </ul>
      {!pending && !list.isError && staying.length === 0 && (
        <Empty small icon={CalendarDays} title={t("kinds.calendar.freeDay")} />
      )}
    </Modal>
  );
}

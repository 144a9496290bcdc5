import { Button } from "antd";
import { ChevronDown, ChevronUp, type LucideIcon } from "lucide-react";
import { useEffect } from "react";
import type { ObjectDef } from "../../../api/types";
import { useActions } from "../../../app/actions";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { formatCount, formatNumber } from "../../../ui/format";
import styles from "./side-panel.module.css";
import { useRows } from "./use-rows";

interface Props {
  object: ObjectDef;
  id: string;
  search: ListSearch;
  onGo: (id: string) => void;
}

/** Previous and next record of the list that this one was opened from. */
export function Walk({ object, id, search, onGo }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { list, rows, count } = useRows(object, search);
  const at = rows.findIndex((row) => row.id === id);
  const previous = rows[at - 1];
  const next = at >= 0 ? rows[at + 1] : undefined;
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (at >= 0 && at >= rows.length - 3 && hasNextPage && !isFetching) fetchNextPage();
  }, [at, rows.length, hasNextPage, isFetching, fetchNextPage]);
  const step = (id: string, keys: string, text: string, to: string | undefined) => ({
    id,
    group: "list" as const,
    text,
    keys,
    run: () => to && onGo(to),
  });
  useActions(
    at < 0
      ? []
      : [
          step("previous", "k", t("record.previous"), previous?.id),
          step("next", "j", t("record.next"), next?.id),
        ],
  );
  if (at < 0) return null;
  const place = formatNumber(at + 1, language);
  return (
    <span className={styles.walk}>
      <Step icon={ChevronUp} keys="k" name={t("record.previous")} to={previous?.id} onGo={onGo} />
      <Step icon={ChevronDown} keys="j" name={t("record.next")} to={next?.id} onGo={onGo} />
      <span className="num">
        {count === null ? place : t("record.place", { place, count: formatCount(count, language) })}
      </span>
    </span>
  );
}

interface StepProps {
  icon: LucideIcon;
  keys: string;
  name: string;
  to: string | undefined;
  onGo: (id: string) => void;
}

function Step({ icon: Icon, keys, name, to, onGo }: StepProps) {
  return (
    <Button
      data-hint={name}
      data-hint-keys={keys}
      type="text"
      size="small"
      icon={<Icon size={17} />}
      disabled={!to}
      aria-label={name}
      aria-keyshortcuts={keys}
      onClick={() => to && onGo(to)}
    />
  );
}

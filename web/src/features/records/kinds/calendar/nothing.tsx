import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { isSortable } from "../../../../api/definition";
import { shortListQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import type { ListSearch } from "../../../../routes/search";
import { formatDate } from "../../../../ui/format";
import { useLabels } from "../../field/labels";
import { and } from "../questions";
import styles from "./calendar.module.css";
import { type Day, dayOf } from "./days";

interface Props {
  object: ObjectDef;
  search: ListSearch;
  field: FieldDef;
  onGo: (day: Day) => void;
}

/** Says that the days in sight are empty, and the way to where the latest record is. */
export function Nothing({ object, search, field, onGo }: Props) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const labels = useLabels();
  const has = and(search.filter, {
    kind: "not",
    item: { kind: "test", path: field.name, op: "empty", values: [] },
  });
  const { data } = useQuery({
    ...shortListQuery(object.name, {
      filter: has,
      q: search.q,
      deleted: search.deleted === "1" || undefined,
      sort: `-${field.name}`,
      fields: field.name,
      limit: 1,
    }),
    enabled: isSortable(field),
  });
  const day = dayOf(data?.items[0]?.[field.name], field, zone);
  if (!data) return null;
  return (
    <span className={styles.nothing}>
      {day ? t("kinds.calendar.nothing") : t("kinds.calendar.never", { field: labels.field(field) })}
      {day && (
        <Button type="link" size="small" onClick={() => onGo(day)}>
          {t("kinds.calendar.latest", { day: formatDate(day, language) })}
        </Button>
      )}
    </span>
  );
}

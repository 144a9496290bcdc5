import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ArrowRight, History as HistoryIcon } from "lucide-react";
import { useId } from "react";
import { get } from "../../../api/client";
import { fieldOf } from "../../../api/definition";
import type { ObjectDef, Page } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Empty } from "../../../ui/empty";
import { Failure } from "../../../ui/failure";
import { When } from "../../../ui/when";
import { sinceName, stageField } from "../../stages/data";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import { DateTimeInput } from "../form/small-inputs";
import { ByLine } from "./by-line";
import type { Change } from "./change";
import styles from "./history.module.css";
import { useAt } from "./past/use-at";

/** Who changed what of a record, and when. */
export function History({ object, id }: { object: ObjectDef; id: string }) {
  const { t } = useTranslation();
  const asked = useId();
  const [, look] = useAt(object.name, id);
  const list = useInfiniteQuery({
    queryKey: ["history", object.name, id],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Change>>(`/records/${object.name}/${id}/history`, { cursor: pageParam, limit: 30 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  if (list.isPending) return <div className="bone" style={{ height: 60 }} />;
  if (list.isError) return <Failure small error={list.error} retry={() => list.refetch()} />;
  const changes = list.data.pages.flatMap((page) => page.items);
  if (changes.length === 0) return <Empty small icon={HistoryIcon} title={t("history.none")} />;
  return (
    <>
      <div className={styles.asItWas}>
        <label htmlFor={asked}>{t("past.how")}</label>
        <span className={styles.at}>
          <DateTimeInput id={asked} onChange={(at) => at && look(at)} />
        </span>
      </div>
      <ol className={styles.list}>
        {changes.map((change, index) => (
          <Item
            // biome-ignore lint/suspicious/noArrayIndexKey: entries only come after, two may share an instant
            key={index}
            object={object}
            change={change}
            onThen={index === 0 ? undefined : () => look(change.at)}
          />
        ))}
        {list.hasNextPage && (
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t("action.showMore")}
          </Button>
        )}
      </ol>
    </>
  );
}

const verbs = ["create", "update", "delete", "restore"] as const;

interface ItemProps {
  object: ObjectDef;
  change: Change;
  /** Shows the record as this change left it; none where that is how it is now. */
  onThen?: () => void;
}

function Item({ object, change, onThen }: ItemProps) {
  const { t } = useTranslation();
  const labels = useLabels();
  const verb = verbs.find((one) => one === change.kind) ?? "update";
  const stage = stageField(object);
  // that is when the stage changed, which the entry says itself
  const since = stage && sinceName(stage);
  const shown =
    change.kind === "delete"
      ? []
      : change.changes.flatMap((one) => {
          const field = fieldOf(object, one.field);
          return field && !field.hidden && field.name !== since ? { ...one, def: field } : [];
        });
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <b>{t(`history.${verb}`)}</b>
        <ByLine kind={change.by_kind} id={change.import ?? change.user ?? undefined} />
        <span className="muted">
          <When value={change.at} />
        </span>
        {onThen && (
          <Button type="link" size="small" className={styles.then} onClick={onThen}>
            {t("past.asItWas")}
          </Button>
        )}
      </div>
      {shown.map(({ field, def, before, after }) => (
        <div key={field} className={styles.change}>
          <span className="muted">{labels.field(def)}</span>
          <span className={styles.before}>
            <FieldValue field={def} value={before} />
          </span>
          <ArrowRight size={13} className="muted" aria-label={t("history.becomes")} />
          <span>
            <FieldValue field={def} value={after} />
          </span>
        </div>
      ))}
    </li>
  );
}

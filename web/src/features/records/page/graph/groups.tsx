import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { get } from "../../../../api/client";
import { objectOf } from "../../../../api/definition";
import { recordQuery } from "../../../../api/records";
import { useMeta } from "../../../../api/session";
import type { ObjectDef, Page, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { objectIcon } from "../../../../app/icons";
import { usePlace } from "../../../../app/place";
import { Failure } from "../../../../ui/failure";
import { formatCount } from "../../../../ui/format";
import { RecordLink } from "../../../../ui/record-link";
import { useLabels } from "../../field/labels";
import { useTitle } from "../../field/reference-link";
import { type Related, relatedOf } from "../related";
import styles from "./graph.module.css";
import { type Neighbour, neighbourOf, referencesOf } from "./ties";

interface Props {
  object: ObjectDef;
  record: RecordData;
  /** What it refers to, what refers to it, or both. */
  side: "to" | "from" | "both";
  /** The record that one comes from, in a second step: it is there already. */
  but?: string;
}

/** Neighbours of a record, a group for each relation. */
export function Ties({ object, record, side, but }: Props) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const to = (side === "from" ? [] : referencesOf(meta, object, record))
    .map(({ field, ids }) => ({ field, ids: ids.filter((id) => id !== but) }))
    .filter(({ ids }) => ids.length > 0);
  const from = side === "to" ? [] : relatedOf(meta, object.name);
  return (
    <ul className={styles.groups} aria-label={side === "both" ? undefined : t(`graph.${side}`)}>
      {to.map(({ field, ids }) => (
        <Group
          key={field.name}
          object={field.object ?? ""}
          name={labels.field(field)}
          count={String(ids.length)}
        >
          {ids.map((id) => (
            <Node
              key={id}
              one={{ key: id, object: field.object ?? "", id }}
              from={but ? undefined : record.id}
            />
          ))}
        </Group>
      ))}
      {from.map((one) => (
        <Referrers key={`${one.object.name}.${one.via.name}`} related={one} id={record.id} but={but} />
      ))}
    </ul>
  );
}

const first = 6;
const more = 24;

/** Records that refer to one by a field; nothing where there are none. */
function Referrers({ related, id, but }: { related: Related; id: string; but?: string }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const { language } = usePlace();
  const { object, via } = related;
  const list = useInfiniteQuery({
    queryKey: ["records", object.name, "ties", via.name, id],
    queryFn: ({ pageParam, signal }) => {
      const limit = pageParam ? more : first;
      const query = {
        filter: `${via.name}:${id}`,
        sort: object.sort,
        labels: true,
        limit,
        cursor: pageParam,
      };
      return get<Page<RecordData>>(`/records/${object.name}`, { ...query, count: !pageParam }, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    staleTime: 15_000,
  });
  if (list.isError)
    return (
      <li>
        <Failure small error={list.error} retry={() => list.refetch()} />
      </li>
    );
  const pages = list.data?.pages ?? [];
  const all = pages.flatMap((page) => page.items.map((one) => neighbourOf(related, one, page.labels)));
  const nodes = all.filter((one) => one.id !== but);
  if (nodes.length === 0) return null;
  const { count, count_is_exact } = pages[0] ?? {};
  const shown = formatCount(
    { count: count ? count - all.length + nodes.length : nodes.length, exact: count_is_exact !== false },
    language,
  );
  const twice = relatedOf(meta, via.object ?? "").filter((one) => one.object === object).length > 1;
  const name = twice ? `${labels.plural(object)} · ${labels.field(via)}` : labels.plural(object);
  return (
    <Group object={object.name} name={name} count={shown}>
      {nodes.map((one) => (
        <Node key={one.key} one={one} from={but ? undefined : id} />
      ))}
      {list.hasNextPage && (
        <li>
          <Button
            type="link"
            size="small"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            {t("action.showMore")}
          </Button>
        </li>
      )}
    </Group>
  );
}

interface GroupProps {
  object: string;
  name: string;
  count: string;
  children: ReactNode;
}

function Group({ object, name, count, children }: GroupProps) {
  const Icon = objectIcon(objectOf(useMeta(), object) ?? { name: object });
  return (
    <li className={styles.group}>
      <div className={styles.name}>
        <Icon size={14} aria-hidden="true" />
        {name}
        <span className="num">{count}</span>
      </div>
      <ul className={styles.nodes}>{children}</ul>
    </li>
  );
}

/** `from`: the record in the middle, where a further step can be taken. */
function Node({ one, from }: { one: Neighbour; from?: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const title = useTitle(one.object, one.id, one.title) ?? t("list.untitled");
  return (
    <li>
      <div className={styles.node}>
        {from && (
          <button
            type="button"
            className={`plain ${styles.unfold}`}
            aria-expanded={open}
            aria-label={t("graph.unfold", { title })}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={14} aria-hidden="true" />
          </button>
        )}
        <RecordLink object={one.object} id={one.id} className="clip" title={title}>
          {title}
        </RecordLink>
      </div>
      {open && from && <Second one={one} from={from} />}
    </li>
  );
}

/** A second step, asked for when it is unfolded. */
function Second({ one, from }: { one: Neighbour; from: string }) {
  const object = objectOf(useMeta(), one.object);
  const { data, error, refetch } = useQuery(recordQuery(one.object, one.id));
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  if (!object || !data) return <div className="bone" style={{ height: 22, margin: "4px 0 4px 24px" }} />;
  return (
    <div className={styles.second}>
      <Ties object={object} record={data} side="both" but={from} />
    </div>
  );
}

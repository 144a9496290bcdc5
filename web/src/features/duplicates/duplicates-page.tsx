import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Segmented, Select } from "antd";
import { CopyCheck, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Problem } from "../../api/client";
import { objectOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import { MergeDialog } from "../merge/merge-dialog";
import { useLabels } from "../records/field/labels";
import { BulkBar } from "./bulk-bar";
import {
  type DuplicatesSearch,
  everyGroup,
  type Group,
  groupsQuery,
  leasts,
  refreshDuplicates,
  scanQuery,
  states,
} from "./data";
import styles from "./duplicates.module.css";
import { GroupCard } from "./group-card";
import { ScanButton, ScanState } from "./scan-state";
import { useDecide } from "./use-decide";
import { useKeys } from "./use-keys";

/** Where a data steward looks through records that are probably the same. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const { object: name } = useParams({ from: "/shell/duplicates/$object" });
  const meta = useMeta();
  const can = useCan();
  const labels = useLabels();
  const search = useSearch({ from: "/shell/duplicates/$object" });
  const object = objectOf(meta, name);
  const { data: scan } = useQuery({
    ...scanQuery(name),
    enabled: !!object?.mergeable && can("record.merge", name),
  });
  if (!object?.mergeable) return <Failure error={new Problem(404, {})} />;
  if (!can("record.merge", name)) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("duplicates.title", { what: labels.plural(object) })}
      text={t("duplicates.text")}
      actions={
        <>
          {can("object.define") && (
            <Link to="/duplicates/$object/rules" params={{ object: name }}>
              <Button icon={<SlidersHorizontal size={16} />}>{t("duplicates.rules")}</Button>
            </Link>
          )}
          {scan !== undefined && <ScanButton object={object} />}
        </>
      }
    >
      <ScanState object={object} />
      <Filters search={search} />
      <Review key={`${search.state} ${search.least}`} object={object} search={search} />
    </Page>
  );
}

function Filters({ search }: { search: DuplicatesSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/duplicates/$object" });
  const change = (part: DuplicatesSearch) => navigate({ search: { ...search, ...part }, replace: true });
  return (
    <div className={styles.filters}>
      <Segmented
        aria-label={t("duplicates.state")}
        value={search.state ?? "open"}
        options={states.map((value) => ({ value, label: t(`duplicates.${value}`) }))}
        onChange={(state) => change({ state: state === "open" ? undefined : state })}
      />
      <Select
        className={styles.least}
        aria-label={t("duplicates.least")}
        value={search.least ?? 0}
        options={leasts.map((value) => ({
          value,
          label: value ? t("duplicates.from", { percent: value }) : t("duplicates.any"),
        }))}
        onChange={(least) => change({ least: least || undefined })}
      />
    </div>
  );
}

function Review({ object, search }: { object: ObjectDef; search: DuplicatesSearch }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useInfiniteQuery(groupsQuery(object.name, search));
  const groups = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** All that match, when more than those shown were chosen. */
  const [every, setEvery] = useState<Group[]>();
  const [survivors, setSurvivors] = useState<Record<string, string>>({});
  const [comparing, setComparing] = useState<Group | null>(null);
  const decide = useDecide(object, survivors);
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const keys = useKeys({ groups, decide, toggle, compare: setComparing, blocked: comparing !== null });
  const selected = (every ?? groups).filter((group) => chosen.has(group.id));
  const choose = (ids: string[]) => {
    setEvery(undefined);
    setChosen(new Set(ids));
  };
  async function chooseEvery(onCount: (count: number) => void) {
    const all = await everyGroup(object.name, search, onCount);
    setEvery(all);
    setChosen(new Set(all.map((group) => group.id)));
  }
  return (
    <>
      {list.isPending && <div className="bone" style={{ height: 200 }} />}
      {list.error && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.data && groups.length === 0 && !list.hasNextPage && <None object={object} search={search} />}
      {(groups.length > 0 || decide.busy) && (
        <BulkBar
          open={(search.state ?? "open") === "open"}
          groups={groups}
          selected={selected}
          choose={choose}
          decide={decide}
          chooseEvery={list.hasNextPage ? chooseEvery : undefined}
        />
      )}
      <ol className={styles.groups}>
        {groups.map((group, index) => (
          <GroupCard
            key={group.id}
            object={object}
            group={group}
            current={index === keys.at}
            onFocus={() => keys.go(index)}
            chosen={chosen.has(group.id)}
            toggle={() => toggle(group.id)}
            survivor={decide.survivorOf(group)}
            keep={(id) => setSurvivors({ ...survivors, [group.id]: id })}
            decide={decide}
            compare={() => setComparing(group)}
          />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
      {comparing && (
        <MergeDialog
          object={object}
          ids={order(comparing, decide.survivorOf(comparing))}
          onDone={() => {
            setComparing(null);
            refreshDuplicates(client, object.name);
            refreshRecords(client);
          }}
          onClose={() => setComparing(null)}
        />
      )}
    </>
  );
}

/** The ids of a group, the one that stays first. */
function order(group: Group, survivor: string): string[] {
  return [survivor, ...group.records.map((record) => record.id).filter((id) => id !== survivor)];
}

function None({ object, search }: { object: ObjectDef; search: DuplicatesSearch }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const { data: scan } = useQuery(scanQuery(object.name));
  if (search.state || search.least) return <Empty small icon={CopyCheck} title={t("duplicates.noneHere")} />;
  if (!scan)
    return (
      <Empty
        icon={CopyCheck}
        title={t("duplicates.never")}
        text={t("duplicates.neverText", { what: labels.plural(object) })}
      />
    );
  return <Empty icon={CopyCheck} title={t("duplicates.none")} text={t("duplicates.noneText")} />;
}

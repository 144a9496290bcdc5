import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { Download, ScrollText } from "lucide-react";
import { address, Problem } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import styles from "./audit.module.css";
import { type AuditSearch, auditQuery, peopleQuery, questionOf } from "./data";
import { EntryRow, useKindName } from "./entry";
import "./words";
import "../config/words";

/** Who came in, and what the company must be able to answer for. */
export function AuditPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { zone } = usePlace();
  const search = useSearch({ from: "/shell/studio/audit" });
  const question = questionOf(search, zone);
  const log = useInfiniteQuery({ ...auditQuery(question), enabled: can("audit.read") });
  if (!can("audit.read")) return <Failure error={new Problem(403, {})} />;
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  const file = (
    <Button icon={<Download size={16} />} href={address("/audit/export", question)} download="audit.csv">
      {t("audit.export")}
    </Button>
  );
  return (
    <Page title={t("audit.title")} text={t("audit.text")} actions={file}>
      <Filters search={search} kinds={log.data?.pages[0]?.kinds ?? []} />
      {log.isPending && <div className="bone" style={{ height: 160 }} />}
      {log.error && <Failure small error={log.error} retry={() => log.refetch()} />}
      {log.data && entries.length === 0 && <Empty small icon={ScrollText} title={t("audit.none")} />}
      <ul>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {log.hasNextPage && (
        <Button className={styles.more} loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
    </Page>
  );
}

function Filters({ search, kinds }: { search: AuditSearch; kinds: string[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate({ from: "/studio/audit" });
  const kindName = useKindName();
  const people = useQuery({ ...peopleQuery, enabled: can("user.manage") });
  const change = (part: AuditSearch) => navigate({ search: { ...search, ...part }, replace: true });
  const days = [search.from, search.to].map((day) => (day ? dayjs(day) : null)) as [
    dayjs.Dayjs | null,
    dayjs.Dayjs | null,
  ];
  return (
    <div className={styles.filters}>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        className={styles.kinds}
        placeholder={t("audit.anyKind")}
        aria-label={t("audit.kind")}
        value={search.kind?.split(",") ?? []}
        options={kinds.map((kind) => ({ value: kind, label: kindName(kind) }))}
        optionFilterProp="label"
        onChange={(chosen: string[]) => change({ kind: chosen.join(",") || undefined })}
      />
      {can("user.manage") && (
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          className={styles.person}
          placeholder={t("audit.anybody")}
          aria-label={t("audit.person")}
          value={search.person}
          options={people.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          onChange={(person?: string) => change({ person })}
        />
      )}
      <DatePicker.RangePicker
        allowEmpty
        className={styles.days}
        aria-label={t("audit.days")}
        value={days}
        onChange={(chosen) =>
          change({ from: chosen?.[0]?.format("YYYY-MM-DD"), to: chosen?.[1]?.format("YYYY-MM-DD") })
        }
      />
    </div>
  );
}

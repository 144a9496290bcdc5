import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Popconfirm, Select } from "antd";
import { ChevronRight, History, Undo2 } from "lucide-react";
import { labelIn } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import styles from "./config.module.css";
import { type Changed, type ConfigSearch, changesQuery, sections } from "./data";
import { DifferenceList, useThingName } from "./difference-list";
import { useApply } from "./use-apply";
import "../audit/words";

/** Every change of the configuration, newest first: who, when, from what to what; each taken back by a press. */
export function LogPart() {
  const { t } = useTranslation();
  const { object, section } = useSearch({ from: "/shell/studio/configuration" });
  const log = useInfiniteQuery(changesQuery({ object, section }));
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Filters search={{ object, section }} />
      {log.error && <Failure small error={log.error} retry={() => log.refetch()} />}
      {log.isPending && <div className="bone" style={{ height: 140 }} />}
      {log.data && items.length === 0 && (
        <Empty small icon={History} title={t("config.none")} text={t("config.noneText")} />
      )}
      <ul className={styles.packs}>
        {items.map((one) => (
          <Entry key={one.id} one={one} />
        ))}
      </ul>
      {log.hasNextPage && (
        <Button className={styles.more} loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
    </>
  );
}

function Filters({ search }: { search: ConfigSearch }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const navigate = useNavigate({ from: "/studio/configuration" });
  const change = (part: ConfigSearch) =>
    navigate({ search: { tab: "log", ...search, ...part }, replace: true });
  return (
    <div className={styles.filters}>
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        placeholder={t("config.anyObject")}
        aria-label={t("config.parts.object")}
        value={search.object}
        options={meta.objects.map((one) => ({ value: one.name, label: labels.plural(one) }))}
        onChange={(object?: string) => change({ object })}
      />
      <Select
        allowClear
        placeholder={t("config.anySection")}
        aria-label={t("config.parts.section")}
        value={search.section}
        options={sections.map((one) => ({ value: one, label: t(`config.sections.${one}`) }))}
        onChange={(section?: ConfigSearch["section"]) => change({ section })}
      />
    </div>
  );
}

/** Most names that stand in the head of an entry. */
const NAMES = 3;

function Entry({ one }: { one: Changed }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { back } = useApply();
  const name = useThingName();
  const { pack, items } = one;
  const names = items
    .slice(0, NAMES)
    .map((item) => (item.key ? name(item) : t(`config.sections.${item.section}`)));
  const more = items.length > NAMES ? t("config.more", { count: items.length - NAMES }) : "";
  const title = pack
    ? `${labelIn(pack.title, language, pack.name)} ${pack.version}`
    : one.by_hand
      ? `${names.join(t("config.comma"))}${more}`
      : t("config.aFile");
  return (
    <li className={styles.pack}>
      <div className={styles.packText}>
        <h2>
          {title}
          {!one.by_hand && <Tag color="blue" text={pack ? t("config.pack") : t("config.file")} />}
          {one.undone_at && <Tag text={t("config.takenBack")} />}
        </h2>
        <p className={`muted ${styles.by}`}>
          {one.by ? <UserName id={one.by} /> : t("audit.system")} <When value={one.at} />
        </p>
        {items.length > NAMES ? (
          <details className={styles.thing}>
            <summary>
              <ChevronRight size={14} aria-hidden="true" className={styles.fold} />
              {t("config.allOf", { count: items.length })}
            </summary>
            <DifferenceList items={items} />
          </details>
        ) : (
          <DifferenceList items={items} open />
        )}
      </div>
      {!one.undone_at && items.length > 0 && (
        <Popconfirm
          title={t("config.takeBackAsk")}
          description={t("config.takeBackText")}
          okText={t("config.takeBack")}
          cancelText={t("action.cancel")}
          onConfirm={() => back(one.id)}
        >
          <Button icon={<Undo2 size={15} />}>{t("config.takeBack")}</Button>
        </Popconfirm>
      )}
    </li>
  );
}

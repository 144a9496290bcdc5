import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronLeft, ChevronRight, History as HistoryIcon, Sprout, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { get } from "../../../../api/client";
import type { ObjectDef, Page, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { objectIcon } from "../../../../app/icons";
import { usePlace } from "../../../../app/place";
import { Empty } from "../../../../ui/empty";
import { Failure } from "../../../../ui/failure";
import { formatDateTime } from "../../../../ui/format";
import { Keys } from "../../../../ui/keys";
import { DateTimeInput } from "../../form/small-inputs";
import type { Change } from "../change";
import { IconTile } from "../icon-tile";
import { asItWas, compareInstants, neighbours } from "./past";
import styles from "./past.module.css";
import { PastFacts } from "./past-facts";

/** Changes of a record, newest first: all after an instant, and the two before it. */
const pastQuery = (object: string, id: string, at: string) => ({
  queryKey: ["history", object, id, "until", at],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const changes: Change[] = [];
    let cursor: string | undefined;
    do {
      const query = { cursor, limit: 200 };
      const page = await get<Page<Change>>(`/records/${object}/${id}/history`, query, signal);
      changes.push(...page.items);
      cursor = page.next || undefined;
    } while (cursor && changes.filter((one) => compareInstants(one.at, at) <= 0).length < 2);
    return changes;
  },
});

interface Props {
  object: ObjectDef;
  record: RecordData;
  at: string;
  look: (at?: string) => void;
}

const over =
  ".ant-modal-wrap:not([style*='none']), .ant-drawer-open, .ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden)";

/** A record as it was: only to be looked at, until Esc or the button leads back to today. */
export default function PastRecord({ object, record, at, look }: Props) {
  const { t } = useTranslation();
  const { data: changes, error, refetch } = useQuery(pastQuery(object.name, record.id, at));
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(over)) return;
      // the side panel would close as well
      event.preventDefault();
      look();
    };
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  }, [look]);
  const past = changes && asItWas(object, record, changes, at);
  const title = String((past?.state === "there" && past.values[object.title]) || record[object.title] || "");
  return (
    <div className={`${styles.view} scroll`}>
      <Banner at={at} look={look} changes={changes ?? []} />
      <div className={styles.inner}>
        <header className={styles.header}>
          <IconTile icon={objectIcon(object)} />
          <h1>{title || t("list.untitled")}</h1>
        </header>
        {error && <Failure error={error} retry={() => refetch()} />}
        {!past && !error && <div className="bone" style={{ height: 240 }} />}
        {past?.state === "there" && <PastFacts object={object} record={record} past={past} />}
        {past && past.state !== "there" && <Absent record={record} state={past.state} look={look} />}
      </div>
    </div>
  );
}

function Banner({ at, look, changes }: Pick<Props, "at" | "look"> & { changes: Change[] }) {
  const { t } = useTranslation();
  const { earlier, later } = neighbours(changes, at);
  return (
    <section className={styles.banner} aria-label={t("past.title")}>
      <HistoryIcon size={18} aria-hidden="true" className={styles.sign} />
      <div className={styles.words}>
        <b role="status">{t("past.title")}</b>
        <span>{t("past.readOnly")}</span>
      </div>
      <div className={styles.choose}>
        <Button
          data-hint={t("past.earlier")}
          icon={<ChevronLeft size={16} />}
          aria-label={t("past.earlier")}
          disabled={!earlier}
          onClick={() => look(earlier)}
        />
        <span className={styles.at}>
          <DateTimeInput value={at} onChange={(next) => look(next ?? undefined)} label={t("past.at")} />
        </span>
        <Button
          data-hint={t("past.later")}
          icon={<ChevronRight size={16} />}
          aria-label={t("past.later")}
          disabled={!later}
          onClick={() => look(later)}
        />
      </div>
      <Button type="primary" onClick={() => look()}>
        {t("past.back")}
        <Keys keys="Esc" />
      </Button>
    </section>
  );
}

function Absent({ record, state, look }: Pick<Props, "record" | "look"> & { state: "not_yet" | "deleted" }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const made = String(record.created_at);
  const time = formatDateTime(made, language, zone);
  if (state === "deleted")
    return <Empty icon={Trash2} title={t("past.deleted")} text={t("past.deletedText")} />;
  return (
    <Empty icon={Sprout} title={t("past.notYet")} text={t("past.notYetText", { time })}>
      <Button onClick={() => look(made)}>{t("past.asMade")}</Button>
    </Empty>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { Milestone } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";
import { labelIn } from "../../api/definition";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { formatMonth, formatShort, monthIn } from "../../ui/format";
import { eventKindsQuery, summaryQuery, timelineQuery } from "./data";
import { DensityStrip } from "./density-strip";
import { eventIcon } from "./event-icons";
import { EventItem } from "./event-item";
import styles from "./timeline.module.css";

dayjs.extend(utc);
dayjs.extend(timezone);

/** Everything that happened with a customer, newest first, more as it is scrolled. */
export function Timeline({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const [kinds, setKinds] = useState<string[]>([]);
  const [jump, setJump] = useState("");
  const list = useInfiniteQuery(timelineQuery(customer, kinds, jump));
  const end = useEnd(list.hasNextPage && !list.isFetching, list.fetchNextPage);
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  let month = "";
  return (
    <div>
      <KindFilter customer={customer} kinds={kinds} onChange={setKinds} />
      <DensityStrip
        customer={customer}
        kinds={kinds}
        onJump={(month, months) => {
          const end = dayjs.tz(`${month}-01T00:00`, zone).add(months, "month");
          setJump(end.toISOString());
        }}
      />
      {jump && (
        <p className={styles.jumped}>
          {t("timeline.until", {
            month: formatMonth(dayjs(jump).subtract(1, "day").toISOString(), language),
          })}
          <Button type="link" size="small" onClick={() => setJump("")}>
            {t("timeline.now")}
          </Button>
        </p>
      )}
      {list.isPending && <Bones />}
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.isSuccess && events.length === 0 && (
        <Empty small icon={Milestone} title={t("timeline.none")} text={t("timeline.noneText")} />
      )}
      <ol className={styles.events}>
        {events.map((event) => {
          const own = monthIn(event.at, zone);
          const head = own !== month;
          month = own;
          return (
            <Fragment key={event.id}>
              {head && <li className={styles.month}>{formatMonth(own, language)}</li>}
              <EventItem event={event} />
            </Fragment>
          );
        })}
      </ol>
      <div ref={end} className={styles.end}>
        {list.isFetchingNextPage && <Bones />}
      </div>
    </div>
  );
}

/** Asks for more when the end of the list comes near the screen. */
function useEnd(ready: boolean, more: () => void) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element || !ready) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: "600px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ready, more]);
  return end;
}

function Bones() {
  return (
    <div className={styles.bones} aria-hidden="true">
      {[62, 48, 70].map((width) => (
        <span key={width} className="bone" style={{ width: `${width}%`, height: 14 }} />
      ))}
    </div>
  );
}

interface FilterProps {
  customer: string;
  kinds: string[];
  onChange: (kinds: string[]) => void;
}

function KindFilter({ customer, kinds, onChange }: FilterProps) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data: known = [] } = useQuery(eventKindsQuery);
  const { data: summary } = useQuery(summaryQuery(customer));
  const counts = Object.entries(summary?.kinds ?? {}).sort(([, a], [, b]) => b - a);
  if (counts.length < 2) return null;
  const toggle = (kind: string) =>
    onChange(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]);
  return (
    <fieldset className={styles.kinds}>
      <legend className="sr-only">{t("timeline.filter")}</legend>
      {counts.map(([kind, count]) => {
        const { icon: Icon } = eventIcon(kind);
        const def = known.find((one) => one.name === kind);
        return (
          <button
            key={kind}
            type="button"
            className={`plain ${styles.kind}`}
            aria-pressed={kinds.includes(kind)}
            onClick={() => toggle(kind)}
          >
            <Icon size={13} aria-hidden="true" />
            {labelIn(def?.labels, language, kind)}
            <span className="num">{formatShort(count, language)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Progress } from "antd";
import { Search, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ObjectDef } from "../../api/types";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { progress, refreshDuplicates, scanQuery, startScan, stopScan } from "./data";
import styles from "./duplicates.module.css";

/** Starts a search, or stops the one that is under way. */
export function ScanButton({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { data: scan, isPending } = useQuery(scanQuery(object.name));
  async function act(what: "start" | "stop") {
    const done = what === "start" ? startScan(object.name) : stopScan(object.name);
    await done.catch((error) => fail(t(`duplicates.${what}`), error));
    client.invalidateQueries({ queryKey: scanQuery(object.name).queryKey });
  }
  if (isUnderWay(scan))
    return (
      <Button icon={<X size={16} />} disabled={scan?.cancelling} onClick={() => act("stop")}>
        {t("duplicates.stop")}
      </Button>
    );
  return (
    <Button
      type={scan ? "default" : "primary"}
      icon={<Search size={16} />}
      disabled={isPending}
      onClick={() => act("start")}
    >
      {t(scan ? "duplicates.again" : "duplicates.start")}
    </Button>
  );
}

/** How far the search is, or how the last one ended. */
export function ScanState({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const { data: scan } = useQuery(scanQuery(object.name));
  const working = isUnderWay(scan);
  // The end is known by its time: a short search may be over before it is seen at work.
  const ended = scan === undefined || working ? undefined : (scan?.finished_at ?? "never");
  const before = useRef(ended);
  useEffect(() => {
    if (!ended) return;
    if (before.current && before.current !== ended) refreshDuplicates(client, object.name);
    before.current = ended;
  }, [ended, client, object.name]);
  if (!scan) return null;
  if (working)
    return (
      <div className={styles.progress} role="status">
        <Progress percent={progress(scan)} showInfo={false} />
        <div className="muted num">
          {t(scan.done < scan.total || !scan.total ? "duplicates.reading" : "duplicates.comparing", {
            done: formatNumber(scan.done, language),
            total: formatNumber(scan.total, language),
          })}
        </div>
      </div>
    );
  if (scan.state === "failed")
    return (
      <Alert
        type="error"
        showIcon
        className={styles.progress}
        title={t("duplicates.failed")}
        description={scan.error}
      />
    );
  return (
    <p className="muted">
      {t(scan.state === "done" ? "duplicates.searched" : "duplicates.stopped", {
        total: formatNumber(scan.total, language),
        count: scan.groups,
        shown: formatNumber(scan.groups, language),
      })}{" "}
      {scan.finished_at && <When value={scan.finished_at} />}
    </p>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Alert, Button, Progress } from "antd";
import { RotateCw, Undo2, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { objectOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { Figure, Figures } from "../../ui/figures";
import { formatBytes, formatDuration, formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import { type Import, importQuery, rowsOf, useImportAction } from "./data";
import { ImportStateTag } from "./import-state";
import styles from "./imports.module.css";
import { tried } from "./reading";
import { Refused } from "./refused";
import { UndoImport } from "./undo-dialog";
import { Undone } from "./undone";
import { useSend } from "./use-send";

/** One import: how far it is, how it ended, what was refused; it can be stopped, taken up again and taken back. */
export function ImportPage() {
  const { id } = useParams({ from: "/shell/imports/$id" });
  const { t } = useTranslation();
  const { data: one, error, isPending, refetch } = useQuery(importQuery(id));
  useRefreshWhenDone(one);
  const back = { to: "/imports" as const, name: t("imports.title") };
  if (isPending)
    return (
      <Page back={back} title={<span className="bone" style={{ width: 240, height: 20 }} />}>
        <div className="bone" style={{ height: 160 }} />
      </Page>
    );
  if (error) return <Failure error={error} retry={() => refetch()} />;
  return (
    <Page
      back={back}
      title={
        <>
          {one.name}
          <ImportStateTag one={one} />
        </>
      }
      text={
        <span className={styles.line}>
          {one.created_by && <UserName id={one.created_by} />}
          <When value={one.created_at} />
          {one.sheet && <span>{t("imports.fromSheet", { sheet: one.sheet })}</span>}
          {one.encoding && <span>{t("imports.readAs", { encoding: one.encoding })}</span>}
        </span>
      }
      actions={<Actions one={one} />}
    >
      <Advance one={one} />
      {one.error && <Alert type="error" showIcon title={one.error} className={styles.error} />}
      {one.dry_run && one.state === "done" && <Tried one={one} />}
      <Result one={one} />
      {one.undone && <Undone result={one.undone} />}
      {one.refused > 0 && <Refused one={one} />}
    </Page>
  );
}

/** What a dry run showed was not saved; the same file can be taken in while this tab still has it. */
function Tried({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { send, sent } = useSend();
  const kept = tried.get(one.id);
  return (
    <Alert
      type="info"
      showIcon
      title={t("imports.dryDone")}
      className={styles.error}
      action={
        kept && (
          <Button
            size="small"
            type="primary"
            loading={sent !== undefined}
            onClick={() => send(kept.file, kept.reading, false)}
          >
            {t("imports.runNow")}
          </Button>
        )
      }
    />
  );
}

/** Lists and records show what came in once the import ends. */
function useRefreshWhenDone(one: Import | undefined) {
  const client = useQueryClient();
  const before = useRef(one?.state);
  useEffect(() => {
    if (!one || before.current === one.state) return;
    const worked = before.current === "running" || before.current === "undoing";
    before.current = one.state;
    if (worked && !isUnderWay(one)) refreshRecords(client);
  }, [one, client]);
}

function Actions({ one }: { one: Import }) {
  const { t } = useTranslation();
  const can = useCan();
  const fail = useFailureNotice();
  const act = useImportAction(one.id);
  const [undoing, setUndoing] = useState(false);
  const [busy, setBusy] = useState(false);
  async function tell(action: "cancel" | "resume") {
    setBusy(true);
    await act(action).catch((error) => fail(t(`imports.${action}`), error));
    setBusy(false);
  }
  const undoable =
    can("import.undo") &&
    !one.dry_run &&
    ["done", "failed", "cancelled"].includes(one.state) &&
    one.accepted > 0;
  return (
    <>
      {(one.state === "running" || one.state === "waiting") && (
        <Button icon={<X size={15} />} loading={busy} onClick={() => tell("cancel")}>
          {t("imports.cancel")}
        </Button>
      )}
      {(one.state === "cancelled" || one.state === "failed") && (
        <Button icon={<RotateCw size={15} />} loading={busy} onClick={() => tell("resume")}>
          {t("imports.resume")}
        </Button>
      )}
      {undoable && (
        <Button danger icon={<Undo2 size={15} />} onClick={() => setUndoing(true)}>
          {t("imports.undo")}
        </Button>
      )}
      {undoing && <UndoImport one={one} onClose={() => setUndoing(false)} />}
    </>
  );
}

function Advance({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const part = one.total_bytes > 0 ? Math.min(1, one.bytes / one.total_bytes) : 0;
  const working = isUnderWay(one);
  const seconds = one.elapsed_ms ? one.elapsed_ms / 1000 : secondsOf(one);
  const speed = one.rows_per_second ?? (seconds > 0 ? rowsOf(one) / seconds : null);
  const left = one.seconds_left ?? (part > 0.02 && seconds > 0 ? (seconds / part) * (1 - part) : null);
  const figures: [string, string][] = [
    [t("imports.rows"), formatNumber(rowsOf(one), language)],
    [t("imports.accepted"), formatNumber(one.accepted, language)],
    [t("imports.refused"), formatNumber(one.refused, language)],
  ];
  if (speed && seconds >= 1)
    figures.push([
      t("imports.speed"),
      t("imports.perSecond", { rows: formatNumber(Math.round(speed), language) }),
    ]);
  if (working && left !== null && one.state === "running")
    figures.push([t("imports.left"), formatDuration(left)]);
  if (!working && seconds > 0)
    figures.push([t("imports.took"), seconds < 1 ? t("imports.moment") : formatDuration(seconds)]);
  return (
    <section className={styles.advance} aria-live="polite">
      {working && (
        <>
          <Progress
            percent={Math.floor(part * 100)}
            status="active"
            showInfo={one.state === "running"}
            aria-label={t("imports.progress")}
          />
          <p className="muted num">
            {t("imports.bytes", {
              read: formatBytes(one.bytes, language),
              total: formatBytes(one.total_bytes, language),
            })}
          </p>
        </>
      )}
      <Figures>
        {figures.map(([name, value]) => (
          <Figure key={name} name={name}>
            {value}
          </Figure>
        ))}
      </Figures>
    </section>
  );
}

function secondsOf(one: Import): number {
  const end = one.finished_at ? Date.parse(one.finished_at) : Date.now();
  return Math.max(0, (end - Date.parse(one.started_at ?? one.created_at)) / 1000);
}

/** What came of the rows: records made and changed, by object. */
function Result({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const counts = Object.entries(one.counts ?? {});
  if (counts.length === 0) return null;
  const held = counts.some(([, one]) => one.kept);
  return (
    <Table
      head={
        <>
          <th>{one.dry_run ? t("imports.wouldBe") : t("imports.records")}</th>
          <th data-right="">{t("imports.created")}</th>
          <th data-right="">{t("imports.updated")}</th>
          {held && <th data-right="">{t("sources.counted")}</th>}
        </>
      }
    >
      {counts.map(([name, { created, updated, kept }]) => {
        const object = objectOf(meta, name);
        return (
          <tr key={name}>
            <td>
              {object ? (
                <Link to="/records/$object" params={{ object: name }}>
                  {labels.plural(object)}
                </Link>
              ) : (
                name
              )}
            </td>
            <td data-right="" className="num">
              {formatNumber(created, language)}
            </td>
            <td data-right="" className="num">
              {formatNumber(updated, language)}
            </td>
            {held && (
              <td data-right="" className="num">
                {formatNumber(kept ?? 0, language)}
              </td>
            )}
          </tr>
        );
      })}
    </Table>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Button, Popconfirm, Space, Switch } from "antd";
import { Hourglass, Plus } from "lucide-react";
import { useState } from "react";
import { post, request } from "../../../api/client";
import { isUnderWay } from "../../../api/work";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { useAct } from "../../../ui/act";
import { Empty } from "../../../ui/empty";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import { RemoveButton } from "../../../ui/remove-button";
import { Table } from "../../../ui/table";
import { When } from "../../../ui/when";
import { useNames } from "../../records/field/labels";
import { WorkState } from "../work-state";
import { NewRule } from "./new-rule";
import { type Rule, type Run, retentionKey, retentionQuery, runsQuery } from "./retention-data";
import styles from "./room.module.css";
import { TryDialog } from "./try-dialog";

/** How long records are kept, and what rules did. */
export function Retention() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"new" | Rule>();
  const { data, error, isPending, refetch } = useQuery(retentionQuery);
  // A rule that was just made is tried next.
  const leave = () => setOpen((now) => (now === "new" ? undefined : now));
  return (
    <>
      <div className={styles.bar}>
        <p className="muted">{t("retention.text")}</p>
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
          {t("retention.add")}
        </Button>
      </div>
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data?.length === 0 && <Empty small icon={Hourglass} title={t("retention.none")} />}
      {data && data.length > 0 && (
        <Table
          head={
            <>
              <th>{t("retention.name")}</th>
              <th>{t("retention.what")}</th>
              <th>{t("retention.after")}</th>
              <th>{t("retention.tried")}</th>
              <th>{t("retention.active")}</th>
              <td />
            </>
          }
        >
          {data.map((rule) => (
            <Row key={rule.id} rule={rule} tryIt={() => setOpen(rule)} />
          ))}
        </Table>
      )}
      <Runs />
      {open === "new" && <NewRule onClose={leave} onMade={setOpen} />}
      {open && open !== "new" && <TryDialog rule={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Row({ rule, tryIt }: { rule: Rule; tryIt: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const names = useNames();
  const act = useAct(retentionKey);
  const at = `/privacy/retention/${rule.id}`;
  const by = names.field(rule.object, rule.field);
  return (
    <tr>
      <td>{rule.name}</td>
      <td>
        {names.plural(rule.object)} {rule.filter && <code>{rule.filter}</code>}
        <div className="muted">
          {t("retention.age", { field: by, shown: formatNumber(rule.days, language) })}
        </div>
      </td>
      <td>{t(`retention.actions.${rule.action}`)}</td>
      <td>
        {rule.tried_at ? (
          <>
            <When value={rule.tried_at} />{" "}
            <span className="muted">
              {t("retention.found", { shown: formatNumber(rule.tried_count ?? 0, language) })}
            </span>
          </>
        ) : (
          <span className="muted">—</span>
        )}
      </td>
      <td>
        <Switch
          size="small"
          checked={rule.active}
          disabled={!rule.tried_at}
          aria-label={t("retention.active")}
          onChange={(active) => act(t("retention.active"), request("PATCH", at, { json: { active } }))}
        />
      </td>
      <td data-right="">
        <Space size={2}>
          <Button size="small" type="text" onClick={tryIt}>
            {t("retention.try")}
          </Button>
          {rule.active && (
            <Popconfirm
              title={t("retention.runAsk")}
              okText={t("retention.run")}
              cancelText={t("action.cancel")}
              onConfirm={() => act(t("retention.run"), post(`${at}/run`))}
            >
              <Button size="small" type="text">
                {t("retention.run")}
              </Button>
            </Popconfirm>
          )}
          <RemoveButton
            label={t("archive.remove")}
            onClick={() => act(t("archive.remove"), request("DELETE", at))}
          />
        </Space>
      </td>
    </tr>
  );
}

const others = ["audit", "notices", "imports"] as const;

function Runs() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const act = useAct(runsQuery.queryKey);
  const { data } = useQuery(runsQuery);
  if (!data?.length) return null;
  const number = (value: number) => formatNumber(value, language);
  const stop = (run: Run) => act(t("archive.stop"), post(`/privacy/retention-runs/${run.id}/cancel`));
  const name = (run: Run) => {
    const other = run.rule ? undefined : others.find((one) => one === run.name);
    return other ? t(`retention.logs.${other}`) : run.name;
  };
  return (
    <>
      <h2 className={styles.heading}>{t("retention.runs")}</h2>
      <Table
        dense
        head={
          <>
            <th>{t("retention.name")}</th>
            <th>{t("desk.state")}</th>
            <th data-right="">{t("retention.done")}</th>
            <th data-right="">{t("retention.kept")}</th>
            <th data-right="">{t("retention.failed")}</th>
            <th>{t("retention.when")}</th>
            <td />
          </>
        }
      >
        {data.map((run) => (
          <tr key={run.id}>
            <td>{name(run)}</td>
            <td>
              <WorkState work={{ ...run, done: run.done + run.kept + run.failed }} />
            </td>
            <td data-right="" className="num">
              {number(run.done)}
            </td>
            <td data-right="" className="num">
              {number(run.kept)}
            </td>
            <td data-right="" className="num" title={run.error ?? undefined}>
              {number(run.failed)}
            </td>
            <td>
              <When value={run.started_at} />
            </td>
            <td data-right="">
              {isUnderWay(run) && (
                <Button size="small" type="text" onClick={() => stop(run)}>
                  {t("archive.stop")}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

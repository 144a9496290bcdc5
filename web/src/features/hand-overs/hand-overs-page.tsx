import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { useCan } from "../../api/session";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { type HandOver, handOversQuery, percent } from "./data";
import { DetailsDialog } from "./details-dialog";
import styles from "./hand-overs.module.css";
import { refreshHandOvers } from "./start";
import { UndoHandOver } from "./undo-dialog";

/** What went from whom to others, and back. */
export function HandOversPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, isPending, refetch } = useQuery({ ...handOversQuery, enabled: can("unit.people") });
  if (!can("unit.people")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("handOver.many")}
      text={t("handOver.text")}
      back={{ to: "/studio/users", name: t("users.title") }}
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && data.items.length === 0 && <Empty small icon={ArrowRightLeft} title={t("handOver.none")} />}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th>{t("handOver.from")}</th>
              <th>{t("handOver.state")}</th>
              <th data-right="">{t("handOver.records")}</th>
              <th>{t("handOver.by")}</th>
              <th>{t("handOver.when")}</th>
              <td />
            </>
          }
        >
          {data.items.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </Table>
      )}
    </Page>
  );
}

const colors: Partial<Record<HandOver["state"], string>> = {
  done: "green",
  failed: "red",
  cancelled: "amber",
  undone: "grey",
};

function Row({ one }: { one: HandOver }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [open, setOpen] = useState<"details" | "undo">();
  const working = isUnderWay(one);
  async function stop() {
    await post(`/hand-overs/${one.id}/cancel`).catch((error) => fail(t("handOver.stop"), error));
    refreshHandOvers(client);
  }
  return (
    <tr>
      <td>
        <UserName id={one.from} />
      </td>
      <td>
        {working ? (
          <div className={styles.progress} role="status" aria-label={t(`handOver.states.${one.state}`)}>
            <Progress percent={percent(one)} size="small" />
          </div>
        ) : (
          <span title={one.error ?? undefined}>
            <Tag color={colors[one.state]} text={t(`handOver.states.${one.state}`)} />
          </span>
        )}
      </td>
      <td data-right="" className="num">
        {formatNumber(one.done, language)}
      </td>
      <td>{one.by ? <UserName id={one.by} /> : <span className="muted">{t("by.system")}</span>}</td>
      <td>
        <When value={one.created_at} />
      </td>
      <td data-right="">
        <Button type="text" size="small" onClick={() => setOpen("details")}>
          {t("handOver.details")}
        </Button>
        {["waiting", "running"].includes(one.state) && !one.deactivated && (
          <Button type="text" size="small" disabled={one.cancelling} onClick={stop}>
            {t("handOver.stop")}
          </Button>
        )}
        {["done", "failed", "cancelled"].includes(one.state) && (
          <Button type="text" size="small" onClick={() => setOpen("undo")}>
            {t("handOver.undo")}
          </Button>
        )}
        {open === "details" && <DetailsDialog id={one.id} onClose={() => setOpen(undefined)} />}
        {open === "undo" && <UndoHandOver one={one} onClose={() => setOpen(undefined)} />}
      </td>
    </tr>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { CalendarClock, Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { Problem, post, request } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { DropMenu } from "../../ui/drop-menu";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { type Schedule, type Source, schedulesQuery } from "./data";
import { FilesDialog } from "./files-dialog";
import { ScheduleForm } from "./schedule-form";
import styles from "./schedules.module.css";

/** Folders and buckets from which files come in by themselves. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, isPending, refetch } = useQuery({ ...schedulesQuery, enabled: can("import.run") });
  const [adding, setAdding] = useState(false);
  if (!can("import.run")) return <Failure error={new Problem(403, {})} />;
  const places = data?.places ?? [];
  const none = data !== undefined && places.length === 0;
  return (
    <Page
      title={t("schedules.title")}
      text={t("schedules.text")}
      back={{ to: "/imports", name: t("imports.title") }}
      actions={
        can("company.manage") && (
          <Button
            type="primary"
            icon={<Plus size={16} />}
            disabled={!data || none}
            onClick={() => setAdding(true)}
          >
            {t("schedules.add")}
          </Button>
        )
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && data.items.length === 0 && (
        <Empty
          small
          icon={CalendarClock}
          title={t("schedules.none")}
          text={none ? t("schedules.noPlace") : undefined}
        />
      )}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th>{t("schedules.name")}</th>
              <th>{t("schedules.files")}</th>
              <th>{t("schedules.when")}</th>
              <th>{t("imports.state")}</th>
              <td />
            </>
          }
        >
          {data.items.map((one) => (
            <Row key={one.id} one={one} places={places} />
          ))}
        </Table>
      )}
      {adding && <ScheduleForm places={places} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ one, places }: { one: Schedule; places: Source[] }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [open, setOpen] = useState<"files" | "form">();
  async function act(does: () => Promise<unknown>, said?: string) {
    try {
      await does();
      if (said) message.success(said);
    } catch (failure) {
      fail(one.name, failure);
    }
    await client.invalidateQueries({ queryKey: schedulesQuery.queryKey });
  }
  const remove = () =>
    modal.confirm({
      title: t("schedules.removeAsk", { name: one.name }),
      content: t("schedules.removeText"),
      okText: t("schedules.remove"),
      okButtonProps: { danger: true },
      onOk: () => act(() => request("DELETE", `/import-schedules/${one.id}`)),
    });
  const items = [
    {
      key: "run",
      label: t("schedules.run"),
      onClick: () => act(() => post(`/import-schedules/${one.id}/run`), t("schedules.running")),
    },
    { key: "edit", label: t("schedules.edit"), onClick: () => setOpen("form") },
    {
      key: "pause",
      label: one.active ? t("schedules.pause") : t("schedules.resume"),
      onClick: () =>
        act(() => request("PATCH", `/import-schedules/${one.id}`, { json: { active: !one.active } })),
    },
    { key: "remove", danger: true, label: t("schedules.remove"), onClick: remove },
  ];
  return (
    <tr>
      <td>
        <Button type="link" className={styles.name} onClick={() => setOpen("files")}>
          {one.name}
        </Button>
      </td>
      <td>
        {t(`schedules.sources.${one.source}`)} {one.path}/{one.pattern}
      </td>
      <td>
        {one.daily_at
          ? t("schedules.daily", { time: one.daily_at })
          : t("schedules.every", { count: one.every_minutes ?? 0 })}
      </td>
      <td>
        <State one={one} />
      </td>
      <td data-right="">
        {can("company.manage") && (
          <DropMenu menu={{ items }}>
            <Button
              type="text"
              size="small"
              icon={<Ellipsis size={16} />}
              aria-label={t("schedules.more", { name: one.name })}
            />
          </DropMenu>
        )}
        {open === "files" && <FilesDialog one={one} onClose={() => setOpen(undefined)} />}
        {open === "form" && <ScheduleForm one={one} places={places} onClose={() => setOpen(undefined)} />}
      </td>
    </tr>
  );
}

/** How it stands, and why it fails in full. */
function State({ one }: { one: Schedule }) {
  const { t } = useTranslation();
  return (
    <div className={styles.state}>
      <span className={styles.line}>
        {one.error ? (
          <Tag color="red" text={t("schedules.failing")} />
        ) : (
          <Tag
            color={one.active ? "green" : "grey"}
            text={t(one.active ? "schedules.active" : "schedules.paused")}
          />
        )}
        {one.looked_at && (
          <span className="muted">
            {t("schedules.looked")} <When value={one.looked_at} />
          </span>
        )}
      </span>
      {one.error && <span className={styles.error}>{one.error}</span>}
      {one.standing > 0 && <span className="muted">{t("schedules.standing", { count: one.standing })}</span>}
    </div>
  );
}

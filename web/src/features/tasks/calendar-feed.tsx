import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Space } from "antd";
import { useState } from "react";
import { get, post, request } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { Secret } from "../studio/secret";
import styles from "./tasks.module.css";

const feedQuery = queryOptions({
  queryKey: ["calendar-feed"],
  queryFn: ({ signal }) => get<Schemas["CalendarFeed"]>("/me/calendar", undefined, signal),
});

/** The secret address at which one's calendar reads one's open tasks: made, made anew, ended. */
export function CalendarFeed() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [busy, setBusy] = useState(false);
  const { data, error, isPending, refetch } = useQuery(feedQuery);
  if (isPending) return <div className="bone" style={{ height: 60 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  async function act(tried: string, run: () => Promise<void>) {
    setBusy(true);
    await run().catch((refused) => fail(tried, refused));
    await client.invalidateQueries({ queryKey: feedQuery.queryKey });
    setBusy(false);
  }
  const make = () =>
    act(t("calendar.make"), async () => {
      const { url } = await post<Schemas["CalendarAddress"]>("/me/calendar", {});
      modal.success({
        title: t("calendar.made"),
        width: 600,
        content: (
          <Space vertical>
            <Secret text={t("calendar.secret")} secret={url} />
            <Secret text={t("calendar.todo")} secret={`${url}?as=todo`} />
          </Space>
        ),
      });
    });
  const end = () =>
    act(t("calendar.end"), async () => {
      await request("DELETE", "/me/calendar");
      message.success(t("calendar.ended"));
    });
  return (
    <>
      <p className="muted">{t("calendar.text")}</p>
      {data.made_at ? (
        <>
          <p className={styles.feed}>
            <Phrase text={t("calendar.since", { when: "|" })} when={data.made_at} />
            {data.read_at ? (
              <Phrase text={t("calendar.read", { when: "|" })} when={data.read_at} />
            ) : (
              <span className="muted">{t("calendar.never")}</span>
            )}
          </p>
          <Space>
            <Popconfirm
              title={t("calendar.renew")}
              description={t("calendar.renewText")}
              okText={t("calendar.renew")}
              onConfirm={make}
            >
              <Button loading={busy}>{t("calendar.renew")}</Button>
            </Popconfirm>
            <Popconfirm
              title={t("calendar.end")}
              description={t("calendar.renewText")}
              okText={t("calendar.end")}
              onConfirm={end}
            >
              <Button danger>{t("calendar.end")}</Button>
            </Popconfirm>
          </Space>
        </>
      ) : (
        <Button style={{ marginTop: 8 }} loading={busy} onClick={make}>
          {t("calendar.make")}
        </Button>
      )}
    </>
  );
}

/** Words around a time. */
function Phrase({ text, when }: { text: string; when: string }) {
  const [before, after] = text.split("|");
  return (
    <span>
      {before}
      <When value={when} />
      {after}
    </span>
  );
}

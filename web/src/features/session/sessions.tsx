import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { MonitorSmartphone } from "lucide-react";
import { request } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import styles from "./account.module.css";
import { deviceName, type Session, sessionsQuery } from "./data";

/** Devices on which a person is signed in, each to be signed out; without `user`, one's own. */
export function Sessions({ user }: { user?: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const query = sessionsQuery(user);
  const { data, error, isPending, refetch } = useQuery(query);
  async function end(path: string, what: string) {
    await request("DELETE", path).catch((problem) => fail(what, problem));
    await client.invalidateQueries({ queryKey: query.queryKey });
  }
  const endAll = () =>
    modal.confirm({
      title: t(user ? "account.endAllOf" : "account.endOthers"),
      content: t("account.endText"),
      okText: t("account.end"),
      okButtonProps: { danger: true },
      onOk: () => end(user ? `/users/${user}/sessions` : "/me/sessions", t("account.end")),
    });
  if (isPending) return <div className="bone" style={{ height: 100 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  const others = data.items.filter((one) => !one.current);
  return (
    <>
      <ul>
        {data.items.map((one) => (
          <Device
            key={one.id}
            one={one}
            end={() => end(user ? `/sessions/${one.id}` : `/me/sessions/${one.id}`, t("account.end"))}
          />
        ))}
      </ul>
      {data.items.length === 0 && <p className="muted">{t("account.nowhere")}</p>}
      {others.length > (user ? 0 : 1) && (
        <Button danger className={styles.endAll} onClick={endAll}>
          {t(user ? "account.endAllOf" : "account.endOthers")}
        </Button>
      )}
    </>
  );
}

function Device({ one, end }: { one: Session; end: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={styles.device}>
      <MonitorSmartphone size={18} aria-hidden="true" />
      <div className={styles.deviceText} title={one.agent}>
        <b>{deviceName(one.agent) || t("account.unknownDevice")}</b>
        <span className="muted">
          <span className="num">{one.address}</span> · {t("account.lastSeen")} <When value={one.last_seen} />
        </span>
      </div>
      {one.current ? (
        <Tag color="green" text={t("account.thisOne")} />
      ) : (
        <Button size="small" onClick={end}>
          {t("account.end")}
        </Button>
      )}
    </li>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef } from "react";
import { refreshObject } from "../../api/records";
import { useCan } from "../../api/session";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { Acts } from "./acts";
import styles from "./bulk.module.css";
import { actionQuery, forget, underWayQuery } from "./data";
import { Result } from "./result";
import { What } from "./what";

/** How long a result without anything to look at stays, in milliseconds. */
const stays = 10_000;

/** Follows one's own changes of many records to their end, on whatever page one is. */
export function BulkWatch() {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  const client = useQueryClient();
  const can = useCan();
  const { data } = useQuery({ ...underWayQuery, enabled: can("record.update") || can("record.delete") });
  const open = useRef(new Set<string>());
  useEffect(() => {
    for (const action of data?.items ?? []) {
      const { id } = action;
      if (open.current.has(id)) continue;
      open.current.add(id);
      // At once as high as it will be, so that several stand above each other.
      client.setQueryData(actionQuery(id).queryKey, (known) => known ?? action);
      const gone = () => {
        open.current.delete(id);
        forget(client, id);
      };
      const close = () => {
        notification.destroy(id);
        gone();
      };
      notification.open({
        key: id,
        placement: "bottomRight",
        duration: 0,
        role: "status",
        title: t("bulk.title"),
        description: <Watched id={id} close={close} />,
        onClose: gone,
      });
    }
  }, [data, notification, client, t]);
  return null;
}

/** One action: how far it is, then what came of it, to be taken back. */
function Watched({ id, close }: { id: string; close: () => void }) {
  const client = useQueryClient();
  const { data } = useQuery(actionQuery(id));
  const ended = data && !isUnderWay(data) ? data : undefined;
  const clean = ended && ended.refused + ended.skipped + ended.kept === 0 && !ended.error;
  const closing = useRef(close);
  useEffect(() => {
    if (!ended) return;
    refreshObject(client, ended.object);
    client.invalidateQueries({ queryKey: ["bulk-actions", "of", ended.object] });
  }, [client, ended]);
  useEffect(() => {
    if (!clean) return;
    const timer = setTimeout(() => closing.current(), stays);
    return () => clearTimeout(timer);
  }, [clean]);
  if (!data) return <div className="bone" style={{ height: 40 }} />;
  return (
    <div className={styles.notice}>
      <What action={data} />
      <Result action={data} />
      <div className={styles.acts}>
        <Acts action={data} />
      </div>
    </div>
  );
}

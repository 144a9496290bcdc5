import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { refreshObject } from "../../api/records";
import { isUnderWay } from "../../api/work";
import { Acts } from "./acts";
import styles from "./bulk.module.css";
import { actionQuery } from "./data";
import { Result } from "./result";
import { What } from "./what";

/** How long a result without anything to look at stays, in milliseconds. */
const stays = 10_000;

/** One action: how far it is, then what came of it, to be taken back. */
export default function Watched({ id, close }: { id: string; close: () => void }) {
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

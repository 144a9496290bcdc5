import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { BellOff } from "lucide-react";
import { useTranslation } from "../../app/i18n";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import styles from "./bell.module.css";
import { noticesQuery } from "./data";
import { NoticeItem, useMarkRead } from "./notice-item";

/** The latest notices; a press goes to what they are about. */
export default function NoticeList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const read = useMarkRead();
  const { data, error, isPending, refetch } = useQuery(noticesQuery);
  if (isPending) return <div className="bone" style={{ width: 320, height: 60 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <b>{t("notice.bell")}</b>
        {data.unread > 0 && (
          <Button size="small" type="text" onClick={() => read()}>
            {t("notice.readAll")}
          </Button>
        )}
      </div>
      {data.items.length === 0 && <Empty small icon={BellOff} title={t("notice.none")} />}
      <ul className={styles.list}>
        {data.items.map((notice) => (
          <li key={notice.id}>
            <NoticeItem notice={notice} onDone={onDone} />
          </li>
        ))}
      </ul>
    </div>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "../../app/i18n";
import { Panel } from "../../ui/panel";
import styles from "./bell.module.css";
import { noticesQuery } from "./data";

const NoticeList = lazy(() => import("./notice-list"));

/** What one was told, and how much of it is new. */
export function Bell() {
  const { t } = useTranslation();
  const { data } = useQuery(noticesQuery);
  const [open, setOpen] = useState(false);
  const unread = data?.unread ?? 0;
  return (
    <span className={styles.bell}>
      <Panel
        open={open}
        onOpenChange={setOpen}
        placement="bottomRight"
        content={
          <Suspense fallback={<div className="bone" style={{ width: 320, height: 60 }} />}>
            {open && <NoticeList onDone={() => setOpen(false)} />}
          </Suspense>
        }
      >
        <Button
          type="text"
          icon={<BellIcon size={18} />}
          aria-label={unread ? t("notice.unread", { count: unread }) : t("notice.bell")}
        />
      </Panel>
      {unread > 0 && (
        <span className={styles.count} aria-hidden="true">
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </span>
  );
}

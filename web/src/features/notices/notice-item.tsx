import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { RecordLink } from "../../ui/record-link";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import styles from "./bell.module.css";
import { markRead, type Notice, noticesQuery } from "./data";

const kinds = [
  "assigned",
  "shared",
  "mentioned",
  "import_done",
  "import_failed",
  "import_schedule_failed",
  "task_due",
  "task_reminder",
] as const;

/** Marks notices as read: these, or all. */
export function useMarkRead() {
  const client = useQueryClient();
  return async (ids?: string[]) => {
    await markRead(ids).catch(() => {});
    await client.invalidateQueries({ queryKey: noticesQuery.queryKey });
  };
}

/** A notice; a press reads it and goes to what it is about. */
export function NoticeItem({ notice, onDone }: { notice: Notice; onDone?: () => void }) {
  const read = useMarkRead();
  const onGo = () => {
    if (!notice.read) read([notice.id]);
    onDone?.();
  };
  const { t } = useTranslation();
  const labels = useLabels();
  const object = objectOf(useMeta(), notice.object);
  const kind = kinds.find((one) => one === notice.kind);
  const plain = notice.title ?? (object ? labels.object(object) : t("list.untitled"));
  const title =
    notice.count > 1 && object
      ? t("notice.many", { count: notice.count, what: labels.plural(object) })
      : plain;
  return (
    <To notice={notice} onGo={onGo}>
      <div className={`clip ${styles.title}`}>{title}</div>
      <div className={styles.line}>
        {kind && <span>{t(`notice.${kind}`)}</span>}
        {notice.by && <UserName id={notice.by} />}
        <When value={notice.at} />
      </div>
    </To>
  );
}

function To({ notice, onGo, children }: { notice: Notice; onGo: () => void; children: ReactNode }) {
  const shared = { className: styles.item, onClick: onGo, "data-unread": notice.read ? undefined : "" };
  if (notice.object === "import")
    return (
      <Link to="/imports/$id" params={{ id: notice.record }} {...shared}>
        {children}
      </Link>
    );
  if (notice.object === "import_schedule")
    return (
      <Link to="/imports/schedules" {...shared}>
        {children}
      </Link>
    );
  if (notice.count > 1)
    return (
      <Link
        to="/records/$object"
        params={{ object: notice.object }}
        search={{ sort: "-updated_at" }}
        {...shared}
      >
        {children}
      </Link>
    );
  return (
    <RecordLink object={notice.object} id={notice.record} {...shared}>
      {children}
    </RecordLink>
  );
}

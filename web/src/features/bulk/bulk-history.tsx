import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { ListChecks } from "lucide-react";
import type { ObjectDef } from "../../api/types";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { Acts } from "./acts";
import styles from "./bulk.module.css";
import { actionsQuery, type BulkAction } from "./data";
import { Result } from "./result";
import { What } from "./what";

const colors: Partial<Record<BulkAction["state"], string>> = {
  done: "green",
  failed: "red",
  cancelled: "amber",
  undone: "grey",
};

/** What was done with many records of an object at once, newest first. */
export default function BulkHistory({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ ...actionsQuery(object.name), staleTime: 0 });
  const actions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer open title={t("bulk.many")} size={520} onClose={onClose}>
      {list.isPending && <div className="bone" style={{ height: 120 }} />}
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.isSuccess && actions.length === 0 && (
        <Empty small icon={ListChecks} title={t("bulk.none")} text={t("bulk.noneText")} />
      )}
      <ul>
        {actions.map((action) => (
          <li key={action.id} className={styles.action}>
            <What action={action} />
            <Result action={action} />
            <div className={styles.line}>
              {!isUnderWay(action) && (
                <Tag color={colors[action.state]} text={t(`bulk.states.${action.state}`)} />
              )}
              <UserName id={action.by} />
              <span className="muted">
                <When value={action.created_at} />
              </span>
              <span className={styles.acts}>
                <Acts action={action} />
              </span>
            </div>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
    </Drawer>
  );
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { refusalText } from "../../ui/refusal";
import { useNames } from "../records/field/labels";
import { ReferenceLink } from "../records/field/reference-link";
import styles from "./bulk.module.css";
import { type BulkAction, type BulkItem, itemsQuery } from "./data";
import { Result } from "./result";
import { What } from "./what";

/** What an action could not change or its undoing had to leave: each record with the reason. */
export default function DetailsDialog({ action, onClose }: { action: BulkAction; onClose: () => void }) {
  const { t } = useTranslation();
  const outcomes = (["refused", "skipped", "kept"] as const).filter((outcome) => action[outcome] > 0);
  return (
    <Modal open title={<What action={action} />} footer={null} onCancel={onClose}>
      <Result action={action} />
      {outcomes.map((outcome) => (
        <section key={outcome} style={{ marginTop: 16 }}>
          <h3>{t(`bulk.lists.${outcome}`)}</h3>
          <Items action={action} outcome={outcome} />
        </section>
      ))}
    </Modal>
  );
}

function Items({ action, outcome }: { action: BulkAction; outcome: "refused" | "skipped" | "kept" }) {
  const { t } = useTranslation();
  const why = useWhy(action.object);
  const list = useInfiniteQuery(itemsQuery(action.id, outcome));
  if (list.isPending) return <div className="bone" style={{ height: 60 }} />;
  if (list.isError) return <Failure small error={list.error} retry={() => list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
    <ul className={`${styles.items} scroll`} tabIndex={0}>
      {items.map((item) => (
        <li key={item.record} className={styles.item}>
          {item.why?.code === "deleted" ? (
            <span className="clip">{item.title ?? t("bulk.gone")}</span>
          ) : (
            <ReferenceLink object={action.object} id={item.record} title={item.title ?? t("list.untitled")} />
          )}
          <span className="muted">{why(item)}</span>
        </li>
      ))}
      {list.hasNextPage && (
        <li>
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </li>
      )}
    </ul>
  );
}

const known = ["forbidden", "deleted", "referenced", "kept", "changed", "forgotten"] as const;

/** Why a record stayed as it was, in words. */
function useWhy(object: string) {
  const { t } = useTranslation();
  const names = useNames();
  return ({ why }: BulkItem): string => {
    if (!why) return "";
    const fields = why.errors.map((error) => names.field(object, error.field)).join(t("bulk.comma"));
    const word = known.find((code) => code === why.code);
    if (word === "changed" && fields) return t("bulk.why.changedFields", { fields });
    if (word) return t(`bulk.why.${word}`);
    if (why.errors.length === 0) return why.message;
    return why.errors.map((error) => `${names.field(object, error.field)}: ${refusalText(error)}`).join("\n");
  };
}

import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Merge, RotateCcw, Trash2, UserPlus, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../../api/client";
import { refreshObject } from "../../../api/records";
import { useCan } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { useFailureNotice, useUndoNotice } from "../../../ui/notices";
import { MergeDialog } from "../../merge/merge-dialog";
import styles from "./selection-bar.module.css";
import type { Selection } from "./use-selection";

const ShareDialog = lazy(() => import("../../sharing/share-dialog"));

const batch = 500;
/** Restored at the same time. */
const together = 8;

/** What can be done with the chosen rows. */
export function SelectionBar({
  object,
  selection,
  deleted,
}: {
  object: ObjectDef;
  selection: Selection;
  deleted: boolean;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const count = selection.ids.size;
  const [merging, setMerging] = useState(false);
  const [sharing, setSharing] = useState(false);
  const mayShare = object.owned && !deleted && can("record.share") && can("record.update", object.name);
  const mayMerge = object.mergeable && !deleted && can("record.merge", object.name);

  async function restore(ids: string[]) {
    let failed: PromiseRejectedResult | undefined;
    for (let at = 0; at < ids.length; at += together) {
      const part = ids.slice(at, at + together);
      const done = await Promise.allSettled(part.map((id) => post(`/records/${object.name}/${id}/restore`)));
      failed ??= done.find((one) => one.status === "rejected");
    }
    if (failed) fail(t("action.restore"), failed.reason);
    selection.clear();
    refreshObject(client, object.name);
  }
  async function remove() {
    const ids = [...selection.ids];
    try {
      for (let at = 0; at < ids.length; at += batch) {
        const operations = ids.slice(at, at + batch).map((id) => ({ op: "delete", id }));
        await post(`/records/${object.name}/batch`, { operations });
      }
      selection.clear();
      undoNotice(t("list.deleted", { count: ids.length }), () => restore(ids));
    } catch (error) {
      fail(t("action.delete"), error);
    }
    refreshObject(client, object.name);
  }
  const ask = () =>
    modal.confirm({
      title: t("list.deleteAsk", { count }),
      content: t("list.deleteText"),
      okText: t("list.deleteCount", { count }),
      okButtonProps: { danger: true },
      onOk: remove,
    });
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("list.selected", { count })}>
      <b className="num">{t("list.selected", { count })}</b>
      {mayMerge && count > 1 && count <= 21 && (
        <Button size="small" icon={<Merge size={14} />} onClick={() => setMerging(true)}>
          {t("merge.action")}
        </Button>
      )}
      {merging && (
        <MergeDialog
          object={object}
          ids={[...selection.ids]}
          onDone={() => {
            setMerging(false);
            selection.clear();
          }}
          onClose={() => setMerging(false)}
        />
      )}
      {mayShare && (
        <Button size="small" icon={<UserPlus size={14} />} onClick={() => setSharing(true)}>
          {t("sharing.title")}
        </Button>
      )}
      {sharing && (
        <Suspense fallback={null}>
          <ShareDialog object={object} ids={[...selection.ids]} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      {!deleted && can("record.delete", object.name) && !object.append_only && (
        <Button size="small" danger icon={<Trash2 size={14} />} onClick={ask}>
          {t("action.delete")}
        </Button>
      )}
      {deleted && can("record.delete", object.name) && (
        <Button size="small" icon={<RotateCcw size={14} />} onClick={() => restore([...selection.ids])}>
          {t("action.restore")}
        </Button>
      )}
      <Button size="small" type="text" icon={<X size={14} />} onClick={selection.clear}>
        {t("list.unselect")}
      </Button>
    </div>
  );
}

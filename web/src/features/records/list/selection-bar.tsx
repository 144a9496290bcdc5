import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Merge, PenLine, RotateCcw, Tag, Trash2, UserCheck, UserPlus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { post } from "../../../api/client";
import { fieldOf, isWritable } from "../../../api/definition";
import { refreshObject } from "../../../api/records";
import { useCan } from "../../../api/session";
import type { Count, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { formatCount } from "../../../ui/format";
import { useFailureNotice } from "../../../ui/notices";
import { onDemand } from "../../../ui/on-demand";
import { beginDelete, type Target } from "../../bulk/data";
import { useRecords } from "../../bulk/result";
import { MergeDialog } from "../../merge/merge-dialog";
import { holdsTags } from "../../tags/data";
import styles from "./selection-bar.module.css";
import type { Selection } from "./use-selection";

const ShareDialog = onDemand(() => import("../../sharing/share-dialog"));
const BulkDialog = onDemand(() => import("../../bulk/bulk-dialog"));

/** Restored at the same time. */
const together = 8;

interface Props {
  object: ObjectDef;
  search: ListSearch;
  selection: Selection;
  /** Rows that are loaded. */
  loaded: number;
  /** Rows that match. */
  count: Count | null;
}

/** What can be done with the chosen rows, or with all that match. */
export function SelectionBar({ object, search, selection, loaded, count }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const can = useCan();
  const [dialog, setDialog] = useState<"merge" | "share" | "edit" | "assign" | "tags">();
  const deleted = search.deleted === "1";
  const chosen = selection.ids.size;
  const all = selection.all && count ? count : undefined;
  const ids = [...selection.ids];
  const target: Target = all
    ? { which: { filter: search.filter, q: search.q }, count: all }
    : { which: { records: ids }, count: { count: chosen, exact: true } };
  const mayUpdate = !deleted && !object.append_only && can("record.update", object.name);
  const mayShare = object.owned && !deleted && can("record.share") && can("record.update", object.name);
  const mayMerge = object.mergeable && !deleted && can("record.merge", object.name);
  const mayDelete = can("record.delete", object.name) && !object.append_only;
  const owner = object.owned ? fieldOf(object, "owner") : undefined;
  const tags = object.fields.find(holdsTags);
  const done = () => {
    setDialog(undefined);
    selection.clear();
  };
  const close = () => setDialog(undefined);
  const preset =
    dialog === "assign"
      ? { field: "owner", title: t("bulk.assign") }
      : dialog === "tags" && tags
        ? { field: tags.name, title: t("bulk.tags") }
        : undefined;
  const act = (name: NonNullable<typeof dialog>, icon: ReactNode, text: string) => (
    <Button size="small" icon={icon} onClick={() => setDialog(name)}>
      {text}
    </Button>
  );
  const selected = all
    ? t("bulk.allSelected", { shown: formatCount(all, language) })
    : t("list.selected", { count: chosen });
  return (
    <div className={styles.bar} role="toolbar" aria-label={selected}>
      <b className="num">{selected}</b>
      {!all && !deleted && chosen >= loaded && count && count.count > chosen && (
        <Button size="small" type="link" onClick={selection.setAll}>
          {t("bulk.selectAll", { shown: formatCount(count, language) })}
        </Button>
      )}
      {mayUpdate && act("edit", <PenLine size={14} />, t("bulk.edit"))}
      {mayUpdate && owner && isWritable(owner) && act("assign", <UserCheck size={14} />, t("bulk.assign"))}
      {mayUpdate && tags && isWritable(tags) && act("tags", <Tag size={14} />, t("bulk.tags"))}
      {mayMerge && !all && chosen > 1 && chosen <= 21 && act("merge", <Merge size={14} />, t("merge.action"))}
      {mayShare && !all && act("share", <UserPlus size={14} />, t("sharing.title"))}
      {mayDelete && !deleted && <DeleteButton object={object} target={target} onBegun={selection.clear} />}
      {mayDelete && deleted && <RestoreButton object={object} ids={ids} onDone={selection.clear} />}
      <Button size="small" type="text" icon={<X size={14} />} onClick={selection.clear}>
        {t("list.unselect")}
      </Button>
      {dialog === "merge" && <MergeDialog object={object} ids={ids} onDone={done} onClose={close} />}

      {dialog === "share" && <ShareDialog object={object} ids={ids} onClose={close} />}
      {(dialog === "edit" || preset) && (
        <BulkDialog
          object={object}
          target={target}
          preset={preset}
          onBegun={selection.clear}
          onClose={close}
        />
      )}
    </div>
  );
}

function DeleteButton({
  object,
  target,
  onBegun,
}: {
  object: ObjectDef;
  target: Target;
  onBegun: () => void;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const records = useRecords(object.name)(target.count.count, target.count.exact);
  async function go() {
    try {
      await beginDelete(client, object.name, target);
      onBegun();
    } catch (error) {
      fail(t("action.delete"), error);
    }
  }
  const ask = () =>
    modal.confirm({
      title: t("bulk.deleteAsk", { records }),
      content: t("list.deleteText"),
      okText: t("bulk.deleteGo", { records }),
      okButtonProps: { danger: true },
      onOk: go,
    });
  return (
    <Button size="small" danger icon={<Trash2 size={14} />} onClick={ask}>
      {t("action.delete")}
    </Button>
  );
}

function RestoreButton({ object, ids, onDone }: { object: ObjectDef; ids: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  async function restore() {
    let failed: PromiseRejectedResult | undefined;
    for (let at = 0; at < ids.length; at += together) {
      const part = ids.slice(at, at + together);
      const done = await Promise.allSettled(part.map((id) => post(`/records/${object.name}/${id}/restore`)));
      failed ??= done.find((one) => one.status === "rejected");
    }
    if (failed) fail(t("action.restore"), failed.reason);
    onDone();
    refreshObject(client, object.name);
  }
  return (
    <Button size="small" icon={<RotateCcw size={14} />} onClick={restore}>
      {t("action.restore")}
    </Button>
  );
}

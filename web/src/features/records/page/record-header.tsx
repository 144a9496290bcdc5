import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, type MenuProps, Tooltip } from "antd";
import {
  Ellipsis,
  History as HistoryIcon,
  Merge,
  RotateCcw,
  SquarePen,
  Trash2,
  UserPlus,
  Users,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDelete, useRestore } from "../../../api/records";
import { useCan } from "../../../api/session";
import { useFailureNotice, useUndoNotice } from "../../../ui/notices";
import { Lookers } from "../../live/lookers";
import { MergeDialog } from "../../merge/merge-dialog";
import { MergesDialog } from "../../merge/merges-dialog";
import { SeenByDialog } from "../../roles/seen-by-dialog";
import { EditDrawer } from "../form/edit-drawer";
import styles from "./record-header.module.css";
import type { RecordProps } from "./record-view";

const ShareDialog = lazy(() => import("../../sharing/share-dialog"));

interface Props extends RecordProps {
  icon: ReactNode;
  title: string;
  /** Words beside the name: state, kind. */
  marks?: ReactNode;
  /** Key facts in one line. */
  line?: ReactNode;
  actions?: ReactNode;
}

/** Top of a record's page: name, what it is, key facts, what to do next. */
export function RecordHeader({ object, record, walk, onGone, icon, title, marks, line, actions }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const remove = useDelete(object.name);
  const restore = useRestore(object.name);
  const [editing, setEditing] = useState(false);
  const [open, setOpen] = useState<"merge" | "merges" | "seen" | "share">();
  const deleted = Boolean(record.deleted_at);
  const mayEdit = can("record.update", object.name) && !object.append_only && !deleted;

  async function bringBack() {
    await restore.mutateAsync(record.id).catch((error) => fail(t("action.restore"), error));
  }
  async function drop() {
    try {
      await remove.mutateAsync(record.id);
      onGone();
      undoNotice(t("record.deleted", { name: title }), bringBack);
    } catch (error) {
      fail(t("action.delete"), error);
    }
  }
  const items: MenuProps["items"] = [];
  if (object.mergeable && !deleted) {
    if (can("record.merge", object.name)) {
      items.push({
        key: "merge",
        icon: <Merge size={15} />,
        label: t("merge.withOther"),
        onClick: () => setOpen("merge"),
      });
    }
    items.push({
      key: "merges",
      icon: <HistoryIcon size={15} />,
      label: t("merge.history"),
      onClick: () => setOpen("merges"),
    });
  }
  if (object.owned && !deleted && can("record.share") && can("record.update", object.name)) {
    items.push({
      key: "share",
      icon: <UserPlus size={15} />,
      label: t("sharing.title"),
      onClick: () => setOpen("share"),
    });
  }
  if (can("user.manage")) {
    items.push({
      key: "seen",
      icon: <Users size={15} />,
      label: t("roles.seenBy"),
      onClick: () => setOpen("seen"),
    });
  }
  if (can("record.delete", object.name) && !object.append_only && !deleted) {
    items.push({
      key: "delete",
      danger: true,
      icon: <Trash2 size={15} />,
      label: t("action.delete"),
      onClick: drop,
    });
  }
  return (
    <header className={styles.header}>
      {icon}
      <div className={styles.text}>
        <div className={styles.first}>
          <h1 className="clip" title={title}>
            {title}
          </h1>
          {marks}
        </div>
        {line && <div className={styles.line}>{line}</div>}
      </div>
      <div className={styles.actions}>
        <Lookers object={object.name} id={record.id} />
        {walk}
        {actions}
        {deleted && can("record.delete", object.name) && (
          <Button icon={<RotateCcw size={15} />} onClick={bringBack}>
            {t("action.restore")}
          </Button>
        )}
        {mayEdit && (
          <Tooltip title={t("action.edit")}>
            <Button
              icon={<SquarePen size={15} />}
              aria-label={t("action.edit")}
              onClick={() => setEditing(true)}
            />
          </Tooltip>
        )}
        {items.length > 0 && (
          <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
            <Button icon={<Ellipsis size={16} />} aria-label={t("action.more")} />
          </Dropdown>
        )}
      </div>
      {open === "merge" && (
        <MergeDialog
          object={object}
          ids={[record.id]}
          onDone={(id) => {
            setOpen(undefined);
            if (id !== record.id)
              navigate({ to: "/records/$object/$id", params: { object: object.name, id } });
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "merges" && (
        <MergesDialog object={object} id={record.id} onClose={() => setOpen(undefined)} />
      )}
      {open === "share" && (
        <Suspense fallback={null}>
          <ShareDialog object={object} ids={[record.id]} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
      {open === "seen" && <SeenByDialog object={object} id={record.id} onClose={() => setOpen(undefined)} />}
      {editing && <EditDrawer object={object} record={record} onClose={() => setEditing(false)} />}
    </header>
  );
}

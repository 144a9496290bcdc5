import { useNavigate } from "@tanstack/react-router";
import { App, Button, type MenuProps } from "antd";
import {
  Ellipsis,
  History as HistoryIcon,
  Link2,
  type LucideIcon,
  Merge,
  Printer,
  RotateCcw,
  SquarePen,
  Trash2,
  UserPlus,
  Users,
} from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { useDelete, useRestore } from "../../../api/records";
import { useCan } from "../../../api/session";
import { type Action, useActions } from "../../../app/actions";
import { useTranslation } from "../../../app/i18n";
import { DropMenu } from "../../../ui/drop-menu";
import { Keys } from "../../../ui/keys";
import { useFailureNotice, useUndoNotice } from "../../../ui/notices";
import { onDemand } from "../../../ui/on-demand";
import { Lookers } from "../../live/lookers";
import { MergeDialog } from "../../merge/merge-dialog";
import { MergesDialog } from "../../merge/merges-dialog";
import { SeenByDialog } from "../../roles/seen-by-dialog";
import { EditDrawer } from "../form/edit-drawer";
import styles from "./record-header.module.css";
import type { RecordProps } from "./record-view";

const PrintSheet = onDemand(() => import("./print-sheet"));
const ShareDialog = onDemand(() => import("../../sharing/share-dialog"));

interface Props extends RecordProps {
  icon: ReactNode;
  title: string;
  /** Words beside the name: state, kind. */
  marks?: ReactNode;
  /** Key facts in one line. */
  line?: ReactNode;
  actions?: ReactNode;
}

/** What the menu holds and the palette offers. */
type Act = Action & Required<Pick<Action, "icon" | "run">>;

/** Top of a record's page: name, what it is, key facts, what to do next. */
export function RecordHeader({ object, record, walk, onGone, icon, title, marks, line, actions }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const remove = useDelete(object.name);
  const restore = useRestore(object.name);
  const [editing, setEditing] = useState(false);
  const [open, setOpen] = useState<"merge" | "merges" | "print" | "seen" | "share">();
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
  const closePrint = useCallback(() => setOpen(undefined), []);
  async function copyLink() {
    const link = new URL(`/records/${object.name}/${record.id}`, window.location.origin);
    await navigator.clipboard
      .writeText(link.href)
      .then(() => message.success(t("record.linkCopied")))
      .catch((error) => fail(t("record.copyLink"), error));
  }
  const acts: Act[] = [];
  const act = (shown: boolean, id: string, icon: LucideIcon, text: string, run: () => void) =>
    shown && acts.push({ id: `record.${id}`, group: "record", icon, text, run });
  const merges = Boolean(object.mergeable) && !deleted;
  const shares = Boolean(object.owned) && !deleted && can("record.share");
  act(!deleted, "link", Link2, t("record.copyLink"), copyLink);
  acts.push({
    id: "record.print",
    group: "record",
    icon: Printer,
    text: t("record.print"),
    keys: "Mod+p",
    run: () => setOpen("print"),
  });
  act(merges && can("record.merge", object.name), "merge", Merge, t("merge.withOther"), () =>
    setOpen("merge"),
  );
  act(merges, "merges", HistoryIcon, t("merge.history"), () => setOpen("merges"));
  act(shares && can("record.update", object.name), "share", UserPlus, t("sharing.title"), () =>
    setOpen("share"),
  );
  act(can("user.manage"), "seen", Users, t("roles.seenBy"), () => setOpen("seen"));
  const edit: Action = {
    id: "record.edit",
    group: "record",
    icon: SquarePen,
    text: t("action.edit"),
    keys: "e",
    run: () => setEditing(true),
  };
  useActions([...(mayEdit ? [edit] : []), ...acts]);
  const items: MenuProps["items"] = acts.map(({ id, icon: Icon, text, keys, run }) => ({
    key: id,
    icon: <Icon size={15} />,
    label: text,
    extra: keys && <Keys keys={keys} />,
    onClick: run,
  }));
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
          <Button
            data-hint={t("action.edit")}
            data-hint-keys="e"
            icon={<SquarePen size={15} />}
            aria-label={t("action.edit")}
            aria-keyshortcuts="e"
            onClick={() => setEditing(true)}
          />
        )}
        {items.length > 0 && (
          <DropMenu menu={{ items }} placement="bottomRight">
            <Button icon={<Ellipsis size={16} />} aria-label={t("action.more")} />
          </DropMenu>
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
      {open === "print" && <PrintSheet object={object} record={record} onDone={closePrint} />}
      {open === "share" && (
        <ShareDialog object={object} ids={[record.id]} onClose={() => setOpen(undefined)} />
      )}
      {open === "seen" && <SeenByDialog object={object} id={record.id} onClose={() => setOpen(undefined)} />}
      {editing && <EditDrawer object={object} record={record} onClose={() => setEditing(false)} />}
    </header>
  );
}

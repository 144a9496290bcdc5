import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal } from "antd";
import { Merge as MergeIcon } from "lucide-react";
import { fieldOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import { useCan } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import { useCounts } from "./counts";
import { type MergeEntry, mergesQuery, previewUndo, undoMerge } from "./data";
import styles from "./merge.module.css";

/** The merges that a record took part in, each to be taken back. */
export function MergesDialog({
  object,
  id,
  onClose,
}: {
  object: ObjectDef;
  id: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const list = useQuery(mergesQuery(object.name, id));
  return (
    <Modal open footer={null} title={t("merge.history")} onCancel={onClose}>
      {list.isPending && <div className="bone" style={{ height: 60 }} />}
      {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
      {list.data?.items.length === 0 && <Empty small icon={MergeIcon} title={t("merge.none")} />}
      <ol className={styles.list}>
        {list.data?.items.map((entry) => (
          <Item key={entry.id} object={object} id={id} entry={entry} />
        ))}
      </ol>
    </Modal>
  );
}

function Item({ object, id, entry }: { object: ObjectDef; id: string; entry: MergeEntry }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const counts = useCounts();
  const labels = useLabels();

  async function ask() {
    const would = await previewUndo(object.name, entry.id).catch((error) => fail(t("merge.undo"), error));
    if (!would) return;
    const names = (fields: string[]) =>
      fields.map((name) => fieldOf(object, name)).flatMap((field) => (field ? labels.field(field) : []));
    const lines = [
      ["back", names(Object.keys(would.fields)).join(", ")],
      ["kept", names(would.kept).join(", ")],
      ["moves", counts(would.moved)],
      ["stayed", counts(would.stayed)],
    ] as const;
    modal.confirm({
      title: t("merge.undoTitle"),
      content: (
        <>
          <p>{t("merge.undoText")}</p>
          {lines.map(([key, what]) => what && <p key={key}>{t(`merge.${key}`, { what })}</p>)}
        </>
      ),
      okText: t("merge.undo"),
      onOk: async () => {
        try {
          await undoMerge(object.name, entry.id);
          message.success(t("merge.undone"));
        } catch (error) {
          fail(t("merge.undo"), error);
        }
        refreshRecords(client);
      },
    });
  }
  const away = entry.gone === id;
  return (
    <li className={styles.entry}>
      <div>
        <div>
          {t(away ? "merge.into" : "merge.went", {
            name: (away ? entry.survivor_name : entry.gone_name) ?? t("list.untitled"),
          })}
        </div>
        <div className="muted">
          <When value={entry.at} /> {entry.by && <UserName id={entry.by} />}{" "}
          {entry.undone_at && t("merge.wasUndone", { when: "" })}
        </div>
      </div>
      {!entry.undone_at && can("record.merge", object.name) && (
        <Button size="small" onClick={ask}>
          {t("merge.undo")}
        </Button>
      )}
    </li>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Button, Upload } from "antd";
import { Paperclip, Trash2, Upload as UploadIcon } from "lucide-react";
import { useState } from "react";
import { objectOf } from "../../api/definition";
import { shortListQuery, useCreate, useDelete, useRestore } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { uploadFile } from "../records/form/upload";
import { Section } from "../records/page/section";
import styles from "./side.module.css";

/** Files of a customer; dropped or chosen to add. */
export function Files({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const def = objectOf(useMeta(), "attachment");
  const create = useCreate("attachment");
  const remove = useDelete("attachment");
  const restore = useRestore("attachment");
  const [busy, setBusy] = useState(false);
  const { data } = useQuery({
    ...shortListQuery("attachment", { filter: `customer:${customer}`, sort: "-created_at", limit: 20 }),
    enabled: Boolean(def),
  });
  if (!def) return null;
  async function add(file: File) {
    setBusy(true);
    try {
      const id = await uploadFile(file);
      await create.mutateAsync({ values: { customer, name: file.name, file: id }, key: crypto.randomUUID() });
    } catch (error) {
      fail(t("form.upload"), error);
    }
    setBusy(false);
  }
  async function drop(id: string, name: string) {
    try {
      await remove.mutateAsync(id);
      undoNotice(t("record.deleted", { name }), () =>
        restore.mutateAsync(id).catch((error) => fail(t("action.restore"), error)),
      );
    } catch (error) {
      fail(t("action.delete"), error);
    }
  }
  const files = data?.items ?? [];
  const button = can("file.write") && can("record.create", "attachment") && (
    <Upload
      showUploadList={false}
      multiple
      beforeUpload={(file) => {
        add(file);
        return false;
      }}
    >
      <Button type="text" size="small" loading={busy} icon={<UploadIcon size={14} />}>
        {t("form.upload")}
      </Button>
    </Upload>
  );
  return (
    <Section title={t("files.title")} count={files.length || null} action={button}>
      <ul>
        {files.map((file) => {
          const name = String(file.name ?? "");
          return (
            <li key={file.id} className={styles.line}>
              <Paperclip size={14} className="muted" aria-hidden="true" />
              <a href={`/api/files/${file.file}`} className="clip">
                {name}
              </a>
              <span className={styles.end}>
                <When value={file.created_at} />
              </span>
              {can("record.delete", "attachment") && (
                <Button
                  type="text"
                  size="small"
                  icon={<Trash2 size={13} />}
                  aria-label={t("action.deleteWhat", { what: name })}
                  onClick={() => drop(file.id, name)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {data && files.length === 0 && <p className="muted">{t("files.none")}</p>}
    </Section>
  );
}

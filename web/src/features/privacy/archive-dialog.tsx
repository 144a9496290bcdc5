import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Modal, Progress, Space } from "antd";
import { Download, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { address, post, request } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import styles from "./consents.module.css";
import { type Archive, archivesQuery, isMade, missing } from "./data";

/** Everything kept about a customer in one file for them: made, taken out, deleted. */
export default function ArchiveDialog({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const query = archivesQuery(customer);
  const list = useQuery(query);
  const items = list.data ?? [];
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey });
  async function act(what: string, done: Promise<unknown>) {
    await done.catch((error) => fail(what, error));
    await refresh();
  }
  const make = () => act(t("archive.make"), post(`/privacy/customers/${customer}/archives`, {}));
  return (
    <Modal open footer={null} title={t("archive.title")} onCancel={onClose}>
      <Space orientation="vertical" size={12} style={{ width: "100%" }}>
        <p className="muted">{t("archive.text")}</p>
        <Alert type="info" showIcon title={t("archive.others")} />
        {list.isError && <Failure small error={list.error} retry={() => list.refetch()} />}
        {items.map((one) => (
          <One
            key={one.id}
            one={one}
            stop={() => act(t("archive.stop"), post(`/privacy/archives/${one.id}/cancel`))}
            remove={() => act(t("archive.remove"), request("DELETE", `/privacy/archives/${one.id}`))}
            refresh={refresh}
          />
        ))}
        <Button type="primary" disabled={items.some((one) => one.mine && !isMade(one))} onClick={make}>
          {t("archive.make")}
        </Button>
      </Space>
    </Modal>
  );
}

const colors: Partial<Record<Archive["state"], string>> = {
  done: "green",
  failed: "red",
  cancelled: "amber",
};

interface Props {
  one: Archive;
  stop: () => void;
  remove: () => void;
  refresh: () => void;
}

function One({ one, stop, remove, refresh }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const left = useLeftOut(one);
  const bin = (
    <Button
      type="text"
      size="small"
      danger
      icon={<Trash2 size={14} />}
      aria-label={t("archive.remove")}
      onClick={remove}
    />
  );
  return (
    <div className={styles.archive}>
      <div className={styles.archiveHead}>
        <When value={one.created_at} />
        {isMade(one) ? (
          <span title={one.error ?? undefined}>
            <Tag color={colors[one.state]} text={t(`archive.states.${one.state}`)} />
          </span>
        ) : (
          <Progress percent={one.total ? Math.floor((100 * one.done) / one.total) : 0} size="small" />
        )}
        <span className={styles.acts}>
          {!isMade(one) && (
            <Button type="text" size="small" onClick={stop}>
              {t("archive.stop")}
            </Button>
          )}
          {one.state === "done" && one.mine && (
            <Button
              size="small"
              icon={<Download size={14} />}
              href={address(`/privacy/archives/${one.id}/file`)}
              onClick={() => setTimeout(refresh, 1000)}
              download
            >
              {t("archive.take")}
            </Button>
          )}
          {isMade(one) && bin}
        </span>
      </div>
      {one.state === "failed" && one.error && <div className="muted">{one.error}</div>}
      {one.state === "done" && (
        <div className="muted">
          {t("archive.size", { shown: formatNumber(Math.ceil((one.size ?? 0) / 1024), language) })}
          {one.taken > 0 && ` · ${t("archive.taken", { shown: formatNumber(one.taken, language) })}`}
          {one.expires_at && ` · ${t("archive.until")} `}
          {one.expires_at && <When value={one.expires_at} />}
          {!one.mine && ` · ${t("archive.notMine")}`}
        </div>
      )}
      {left.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("archive.partly")}
          description={left.join(t("privacy.comma"))}
        />
      )}
    </div>
  );
}

/** What is not in an archive, in words. */
function useLeftOut(one: Archive): string[] {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  if (!missing(one)) return [];
  const { fields, records, files } = one.left_out ?? { fields: {}, records: {}, files: 0 };
  const name = (object: string) => {
    const def = objectOf(meta, object);
    return def ? labels.plural(def) : object;
  };
  const ofFields = Object.entries(fields).map(([object, names]) => {
    const def = objectOf(meta, object);
    const known = names.map((field) => {
      const found = def && fieldOf(def, field);
      return found ? labels.field(found) : field;
    });
    return `${name(object)}: ${known.join(t("privacy.comma"))}`;
  });
  const counted = (object: string, count: number) => `${name(object)} ${formatNumber(count, language)}`;
  const ofRecords = Object.entries(records).map(([object, count]) => counted(object, count));
  return [
    ...ofRecords,
    ...ofFields,
    ...(files ? [t("privacy.files", { shown: formatNumber(files, language) })] : []),
  ];
}

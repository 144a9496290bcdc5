import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import { Tag } from "../../../ui/tag";
import { ReferenceLink } from "../../records/field/reference-link";
import { type Rule, retentionKey, tryOut } from "./retention-data";
import styles from "./room.module.css";

/** What a rule would do now: how many records, and some of them. */
export function TryDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["retention-try", rule.id],
    queryFn: async () => {
      const told = await tryOut(rule.id);
      await client.invalidateQueries({ queryKey: retentionKey });
      return told;
    },
    gcTime: 0,
    retry: false,
  });
  return (
    <Modal open footer={null} title={rule.name} onCancel={onClose}>
      {error && <Failure small error={error} retry={() => refetch()} />}
      {!data && !error && <div className="bone" style={{ height: 120 }} />}
      {data && (
        <>
          <Alert
            type={data.count > 0 ? "warning" : "info"}
            showIcon
            title={t("retention.would", {
              shown: `${formatNumber(data.count, language)}${data.more ? "+" : ""}`,
              what: t(`retention.actions.${rule.action}`),
            })}
            description={t("retention.nothing")}
          />
          <ul className={styles.sample}>
            {data.sample.map((one) => (
              <li key={one.id}>
                {one.title && rule.action !== "purge" ? (
                  <ReferenceLink object={rule.object} id={one.id} title={one.title} />
                ) : (
                  <span className="clip">{one.title ?? one.id}</span>
                )}
                {one.kept && <Tag color="amber" text={t("retention.kept")} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal, Select, Space } from "antd";
import { useState } from "react";
import { address } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import styles from "./consents.module.css";
import { leftOutQuery } from "./data";

interface Props {
  object: ObjectDef;
  question: Record<string, string | undefined>;
  fields: string;
  onClose: () => void;
}

/** Says what an export for a purpose leaves out, before it is made. */
export default function PurposeExport({ object, question, fields, onClose }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const consent = objectOf(useMeta(), "consent");
  const options = (consent && fieldOf(consent, "purpose")?.options) ?? [];
  const [purpose, setPurpose] = useState<string>();
  const wanted = { ...question, purpose };
  const told = useQuery({ ...leftOutQuery(object.name, wanted), enabled: Boolean(purpose) });
  const left = told.data?.left_out;
  const names = (left?.fields ?? []).flatMap((name) => fieldOf(object, name) ?? []).map(labels.field);
  const number = (value: number) => formatNumber(value, language);
  const choices = [
    { value: "marketing", label: t("privacy.anyMarketing") },
    ...options.filter((one) => !one.hidden).map((one) => ({ value: one.value, label: labels.option(one) })),
  ];
  return (
    <Modal open footer={null} title={t("privacy.exportTitle")} onCancel={onClose}>
      <p className={`muted ${styles.text}`}>{t("privacy.exportText")}</p>
      <Space orientation="vertical" size={12} style={{ width: "100%" }}>
        <Select
          style={{ width: "100%" }}
          aria-label={t("privacy.exportTitle")}
          placeholder={t("privacy.choose")}
          value={purpose}
          options={choices}
          onChange={setPurpose}
        />
        {told.isError && <Failure small error={told.error} retry={() => told.refetch()} />}
        {told.data && left && (
          <Alert
            type={left.records > 0 ? "warning" : "info"}
            showIcon
            title={t("privacy.goes", { count: told.data.count, shown: number(told.data.count) })}
            description={
              <>
                <div>{t("privacy.leftOut", { count: left.records, shown: number(left.records) })}</div>
                {names.length > 0 && (
                  <div>{t("privacy.fieldsLeftOut", { what: names.join(t("privacy.comma")) })}</div>
                )}
              </>
            }
          />
        )}
        <Space>
          {(["csv", "xlsx"] as const).map((format) => (
            <Button
              key={format}
              type={format === "csv" ? "primary" : "default"}
              disabled={!told.data}
              href={address(`/records/${object.name}/export`, { ...wanted, format, fields })}
              download={`${object.name}.${format}`}
            >
              {t(`list.formats.${format}`)}
            </Button>
          ))}
        </Space>
      </Space>
    </Modal>
  );
}

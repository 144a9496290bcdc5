import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Progress, Select, Upload } from "antd";
import { FileSpreadsheet, FileUp, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { labelIn } from "../../api/definition";
import { useMeta } from "../../api/session";
import { usePlace } from "../../app/place";
import { formatBytes } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { type Reading, sendFile, type Template, templatesQuery } from "./data";
import styles from "./imports.module.css";

/** Templates, and objects whose fields the columns may be named after. */
function useReadings(templates: Template[]) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const byTemplate = templates.map((one) => ({
    value: `template:${one.name}`,
    label: labelIn(one.labels, language, one.title ?? one.name),
    reading: { template: one.name } as Reading,
  }));
  const byObject = meta.objects
    .filter((object) => object.department && !object.hidden && object.department !== "studio")
    .map((object) => ({
      value: `object:${object.name}`,
      label: t("imports.byColumns", { name: labels.plural(object) }),
      reading: { object: object.name } as Reading,
    }));
  return [...byTemplate, ...byObject];
}

/** Drop a file, say what it is, try it or take it in. */
export function NewImport() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const navigate = useNavigate();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { data } = useQuery(templatesQuery);
  const templates = data?.items ?? [];
  const [file, setFile] = useState<File>();
  const [chosen, setChosen] = useState<string>();
  const [sent, setSent] = useState<number>();
  const readings = useReadings(templates);
  const reading = readings.find((one) => one.value === chosen) ?? readings[0];

  async function start(dryRun: boolean) {
    if (!file || !reading) return;
    setSent(0);
    try {
      const { id } = await sendFile(file, reading.reading, dryRun, setSent);
      await client.invalidateQueries({ queryKey: ["imports"] });
      await navigate({ to: "/imports/$id", params: { id } });
    } catch (error) {
      setSent(undefined);
      fail(t("imports.starting", { name: file.name }), error);
    }
  }
  if (!file) {
    return (
      <Upload.Dragger
        showUploadList={false}
        accept=".csv,.tsv,.txt,.gz"
        beforeUpload={(next) => {
          setFile(next);
          return false;
        }}
        className={styles.drop}
      >
        <FileUp size={28} strokeWidth={1.5} aria-hidden="true" />
        <div className={styles.dropTitle}>{t("imports.drop")}</div>
        <p className="muted">{t("imports.dropText")}</p>
      </Upload.Dragger>
    );
  }
  return (
    <div className={styles.fresh}>
      <FileSpreadsheet size={22} strokeWidth={1.6} aria-hidden="true" />
      <div className={styles.file}>
        <b className="clip">{file.name}</b>
        <span className="muted num">{formatBytes(file.size, language)}</span>
      </div>
      {sent === undefined ? (
        <>
          <Select
            className={styles.template}
            value={reading?.value}
            onChange={setChosen}
            aria-label={t("imports.template")}
            placeholder={t("imports.template")}
            options={readings}
            showSearch={{ optionFilterProp: "label" }}
          />
          <Button disabled={!reading} onClick={() => start(true)}>
            {t("imports.dryRun")}
          </Button>
          <Button type="primary" disabled={!reading} onClick={() => start(false)}>
            {t("imports.run")}
          </Button>
          <Button
            type="text"
            icon={<X size={16} />}
            aria-label={t("imports.otherFile")}
            onClick={() => setFile(undefined)}
          />
        </>
      ) : (
        <Progress
          className={styles.sending}
          percent={Math.round(sent * 100)}
          aria-label={t("imports.sending")}
        />
      )}
    </div>
  );
}

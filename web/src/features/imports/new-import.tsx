import { useQuery } from "@tanstack/react-query";
import { Button, Progress, Select, Upload } from "antd";
import { FileSpreadsheet, FileUp, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { labelIn } from "../../api/definition";
import { useMeta } from "../../api/session";
import { usePlace } from "../../app/place";
import { formatBytes } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import { type Reading, type Template, templatesQuery } from "./data";
import styles from "./imports.module.css";
import { bestFit, fitting, headerOf } from "./reading";
import { useSend } from "./use-send";

const keyOf = (reading: Reading) =>
  "template" in reading ? `template:${reading.template}` : `object:${reading.object}`;

/** Templates, and objects whose fields the columns may be named after. */
function useReadings(templates: Template[]) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const objects = meta.objects.filter(
    (object) => object.department && !object.hidden && object.department !== "studio",
  );
  const options = [
    ...templates.map((one) => ({
      value: keyOf({ template: one.name }),
      label: labelIn(one.labels, language, one.title || one.name),
    })),
    ...objects.map((object) => ({
      value: keyOf({ object: object.name }),
      label: t("imports.byColumns", { name: labels.plural(object) }),
    })),
  ];
  return { objects, options };
}

/** Drop a file, say what it is, try it or take it in. */
export function NewImport() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { data } = useQuery(templatesQuery);
  const templates = data?.items ?? [];
  const { objects, options } = useReadings(templates);
  const { send, sent } = useSend();
  const [file, setFile] = useState<File>();
  const [header, setHeader] = useState<string[]>([]);
  const [chosen, setChosen] = useState<string>();
  const fits = fitting(header, templates, objects);
  const fit = chosen ? fits.find((one) => keyOf(one.reading) === chosen) : bestFit(header, fits);
  const unknown = fit ? header.filter((cell) => !fit.known.has(cell)) : [];

  async function choose(next: File) {
    setChosen(undefined);
    setHeader(await headerOf(next).catch(() => []));
    setFile(next);
  }
  if (!file) {
    return (
      <Upload.Dragger
        showUploadList={false}
        accept=".csv,.tsv,.txt,.gz"
        beforeUpload={(next) => {
          choose(next);
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
            value={fit ? keyOf(fit.reading) : undefined}
            onChange={setChosen}
            aria-label={t("imports.template")}
            placeholder={t("imports.template")}
            options={options}
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={false}
          />
          <Button disabled={!fit} onClick={() => fit && send(file, fit.reading, true)}>
            {t("imports.dryRun")}
          </Button>
          <Button type="primary" disabled={!fit} onClick={() => fit && send(file, fit.reading, false)}>
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
      {unknown.length > 0 && (
        <p className={styles.unknown}>
          {t("imports.unknown", { count: unknown.length, names: unknown.slice(0, 20).join(", ") })}
        </p>
      )}
    </div>
  );
}

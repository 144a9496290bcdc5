import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Progress, Select } from "antd";
import { FileSpreadsheet, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { labelIn, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatBytes } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import { type Preview, previewQuery, type Reading, type Written } from "./data";
import styles from "./imports.module.css";
import { KeepTemplate } from "./keep-template";
import { PreviewTable } from "./preview";
import { bestOf, keyOf, type Mapping, mappingOf, templateOf } from "./reading";
import { useSend } from "./use-send";

/** A file that was chosen: how it is written, its first rows, what its columns mean; to be tried or taken in. */
export function ChosenFile({ file, onClose }: { file: File; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const [written, setWritten] = useState<Written>({});
  const { data, error, isPending } = useQuery({
    ...previewQuery(file, written),
    placeholderData: keepPreviousData,
  });
  // When a choice cannot be read by, another one can still be made.
  const { data: first } = useQuery(previewQuery(file, {}));
  const shown = data ?? first;
  const { send, sent } = useSend();
  const reading = useReading(error ? undefined : data);
  const take = (dryRun: boolean) => reading.chosen && send(file, { ...reading.chosen, ...written }, dryRun);
  return (
    <div className={styles.fresh}>
      <FileSpreadsheet size={22} strokeWidth={1.6} aria-hidden="true" />
      <div className={styles.file}>
        <b className="clip">{file.name}</b>
        <span className="muted num">{formatBytes(file.size, language)}</span>
      </div>
      {sent === undefined ? (
        <>
          {shown && <HowWritten preview={shown} written={written} onChange={setWritten} />}
          {reading.select}
          <Button disabled={!reading.chosen} loading={isPending} onClick={() => take(true)}>
            {t("imports.dryRun")}
          </Button>
          <Button type="primary" disabled={!reading.chosen} onClick={() => take(false)}>
            {t("imports.run")}
          </Button>
          <Button type="text" icon={<X size={16} />} aria-label={t("imports.otherFile")} onClick={onClose} />
        </>
      ) : (
        <Progress
          className={styles.sending}
          percent={Math.round(sent * 100)}
          aria-label={t("imports.sending")}
        />
      )}
      {error && <Failure small error={error} />}
      {reading.below}
    </div>
  );
}

/** The encoding of a text as it was told, or the sheet of a spreadsheet; either can be changed. */
function HowWritten({
  preview,
  written,
  onChange,
}: {
  preview: Preview;
  written: Written;
  onChange: (written: Written) => void;
}) {
  const { t } = useTranslation();
  if (preview.kind === "spreadsheet")
    return (
      <Select
        className={styles.written}
        value={written.sheet ?? preview.sheet}
        onChange={(sheet) => onChange({ sheet })}
        aria-label={t("imports.sheet")}
        options={preview.sheets?.map((value) => ({ value, label: value }))}
        popupMatchSelectWidth={false}
      />
    );
  const told = preview.encoding ?? "UTF-8";
  const names = preview.encodings.includes(told) ? preview.encodings : [told, ...preview.encodings];
  return (
    <Select
      className={styles.written}
      value={written.encoding ?? told}
      onChange={(encoding) => onChange({ encoding })}
      aria-label={t("imports.encoding")}
      options={names.map((value) => ({ value, label: value }))}
      popupMatchSelectWidth={false}
    />
  );
}

/** What the columns of a file mean: suggested, chosen, changed, kept. */
function useReading(preview: Preview | undefined) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const [key, setKey] = useState<string>();
  const [edited, setEdited] = useState<{ key: string; columns: string; mapping: Mapping }>();
  const [keeping, setKeeping] = useState(false);
  const choice = preview && (preview.readings.find((one) => keyOf(one) === key) ?? bestOf(preview));
  const suggestion = choice?.suggestion;
  const object = suggestion && objectOf(meta, suggestion.object);
  const columns = preview?.columns.join("\n") ?? "";
  const own = suggestion && edited?.key === keyOf(choice) && edited.columns === columns;
  const mapping = own ? edited.mapping : suggestion && mappingOf(suggestion);
  const template = suggestion && mapping && object && templateOf(suggestion, mapping, object);
  const mapped = mapping && Object.keys(mapping).length > 0;
  let chosen: Reading | undefined;
  if (choice?.template) chosen = { template: choice.template.name };
  else if (template && mapped) chosen = { map: JSON.stringify(template) };
  const unknown = choice
    ? preview.columns.filter((column) => (mapping ? !mapping[column] : !choice.known.includes(column)))
    : [];
  const nameOfReading = (one: Preview["readings"][number]) => {
    if (one.template) return labelIn(one.template.labels, language, one.template.title || one.template.name);
    const target = one.suggestion && objectOf(meta, one.suggestion.object);
    return target ? t("imports.byColumns", { name: labels.plural(target) }) : keyOf(one);
  };
  const select = (
    <Select
      className={styles.template}
      value={choice ? keyOf(choice) : undefined}
      onChange={setKey}
      aria-label={t("imports.template")}
      placeholder={t("imports.template")}
      options={preview?.readings.map((one) => ({ value: keyOf(one), label: nameOfReading(one) }))}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
    />
  );
  const below = preview && (
    <>
      {unknown.length > 0 && (
        <p className={styles.unknown}>
          {t("imports.unknown", { count: unknown.length, names: unknown.slice(0, 20).join(", ") })}
        </p>
      )}
      <PreviewTable
        preview={preview}
        mapping={mapping}
        object={object}
        onChange={(next) => choice && setEdited({ key: keyOf(choice), columns, mapping: next })}
      />
      {template && mapped && (
        <Button type="link" size="small" onClick={() => setKeeping(true)}>
          {t("imports.keep")}
        </Button>
      )}
      {keeping && template && (
        <KeepTemplate
          template={template}
          onKept={(name) => setKey(`template:${name}`)}
          onClose={() => setKeeping(false)}
        />
      )}
    </>
  );
  return { chosen, select, below };
}

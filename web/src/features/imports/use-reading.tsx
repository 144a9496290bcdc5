import { Button, Select } from "antd";
import { useState } from "react";
import { labelIn, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useLabels } from "../records/field/labels";
import type { Preview, Reading } from "./data";
import { HowRowsMeet } from "./how-rows-meet";
import styles from "./imports.module.css";
import { KeepTemplate } from "./keep-template";
import { PreviewTable } from "./preview";
import { bestOf, keyOf, type Mapping, type Meeting, mappingOf, meetingOf, templateOf } from "./reading";

/** What the columns of a file mean: suggested, chosen, changed, kept. */
export function useReading(preview: Preview | undefined) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const labels = useLabels();
  const [key, setKey] = useState<string>();
  const [edited, setEdited] = useState<{ key: string; columns: string; mapping: Mapping }>();
  const [wanted, setWanted] = useState<Meeting>();
  const [keeping, setKeeping] = useState(false);
  const choice = preview && (preview.readings.find((one) => keyOf(one) === key) ?? bestOf(preview));
  const suggestion = choice?.suggestion;
  const object = suggestion && objectOf(meta, suggestion.object);
  const columns = preview?.columns.join("\n") ?? "";
  const own = suggestion && edited?.key === keyOf(choice) && edited.columns === columns;
  const mapping = own ? edited.mapping : suggestion && mappingOf(suggestion);
  const meeting = mapping && object && meetingOf(mapping, object, wanted);
  const template = suggestion && meeting && templateOf(suggestion, mapping, object, meeting);
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
      onChange={(next) => {
        setKey(next);
        setWanted(undefined);
      }}
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
      {meeting && mapped && (
        <HowRowsMeet mapping={mapping} object={object} meeting={meeting} onChange={setWanted} />
      )}
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

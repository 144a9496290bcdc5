import { factsOf, isEmpty } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { objectIcon } from "../../../app/icons";
import { When } from "../../../ui/when";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import { FactSections } from "./fact-sections";
import { useFactTabs } from "./fact-tabs";
import { IconTile } from "./icon-tile";
import { RecordHeader } from "./record-header";
import { RecordLayout } from "./record-layout";
import type { RecordProps } from "./record-view";
import { relatedOf } from "./related";
import { RelatedList } from "./related-list";

/** The page of any record: facts by section, what refers to it, history. */
export function GenericRecord(props: RecordProps) {
  const { object, record } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const meta = useMeta();
  const title = String(record[object.title] ?? "") || t("list.untitled");
  const facts = factsOf(object);
  const marked = (field: FieldDef) =>
    field.type === "select" && !field.stages?.length && !isEmpty(record[field.name]);
  const marks = facts.filter(marked).slice(0, 2);
  const own = useFactTabs(object, record, facts);
  const related = relatedOf(meta, object.name);
  const tab = {
    key: "related",
    label: t("record.related"),
    children: related.map((one) => (
      <RelatedList key={`${one.object.name}.${one.via.name}`} related={one} id={record.id} always />
    )),
  };
  return (
    <RecordLayout
      object={object}
      record={record}
      header={
        <RecordHeader
          {...props}
          icon={<IconTile icon={objectIcon(object)} />}
          title={title}
          marks={marks.map((field) => (
            <FieldValue key={field.name} field={field} value={record[field.name]} />
          ))}
          line={
            <span>
              {labels.object(object)} · {t("record.changed")} <When value={record.updated_at} />
            </span>
          }
        />
      }
      main={<FactSections object={object} record={record} fields={facts} />}
      tabs={[...own, ...(related.length > 0 ? [tab] : [])]}
    />
  );
}

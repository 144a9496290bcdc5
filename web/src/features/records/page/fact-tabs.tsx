import { labelIn } from "../../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { shownOf, tabOf } from "../arrangement/shown";
import { FactSections } from "./fact-sections";

/** Tabs of the company's own for a record's page, those that have something to show. */
export function useFactTabs(object: ObjectDef, record: RecordData, fields: FieldDef[]) {
  const { i18n } = useTranslation();
  const shown = shownOf(object, fields, record);
  const tabs = object.arrangement?.tabs ?? [];
  return tabs
    .filter((tab) => shown.some((field) => tabOf(object, field) === tab.name))
    .map((tab) => ({
      key: `own.${tab.name}`,
      label: labelIn(tab.labels, i18n.language, Object.values(tab.labels).find(Boolean) ?? tab.name),
      children: <FactSections object={object} record={record} fields={fields} tab={tab.name} />,
    }));
}

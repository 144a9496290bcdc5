import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Page } from "../../ui/page";
import { Tabs } from "../../ui/tabs";
import { AccessReport } from "./access";
import { KnownReport } from "./known";
import { SoleReport } from "./sole";

/** What the company knows of its customers, and through whom. */
export function ReportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const items = [
    ...(can("record.read", "customer")
      ? [{ key: "sole", label: t("reports.sole"), children: <SoleReport /> }]
      : []),
    { key: "known", label: t("reports.known"), children: <KnownReport /> },
    ...(can("unit.people")
      ? [{ key: "access", label: t("reports.access"), children: <AccessReport /> }]
      : []),
  ];
  return (
    <Page title={t("reports.title")} text={t("reports.text")}>
      <Tabs items={items} />
    </Page>
  );
}

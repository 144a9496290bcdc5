import { Problem } from "../../../api/client";
import { useCan } from "../../../api/session";
import { useTranslation } from "../../../app/i18n";
import { Failure } from "../../../ui/failure";
import { Page } from "../../../ui/page";
import { Tabs } from "../../../ui/tabs";
import { Processing } from "./processing";
import { Requests } from "./requests";
import { Retention } from "./retention";
import { Settings } from "./settings";
import "./words";

/** What a company does about the data of people, and what it must be able to show of it. */
export function PrivacyPage() {
  const { t } = useTranslation();
  const can = useCan();
  if (!can("privacy.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page title={t("privacy.title")} text={t("desk.text")}>
      <Tabs
        items={[
          { key: "requests", label: t("desk.requests"), children: <Requests /> },
          { key: "retention", label: t("retention.title"), children: <Retention /> },
          { key: "processing", label: t("processing.title"), children: <Processing /> },
          { key: "settings", label: t("desk.settings"), children: <Settings /> },
        ]}
      />
    </Page>
  );
}

import { useState } from "react";
import { Problem } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Tabs } from "../../ui/tabs";
import { compare, type Differences, needed } from "./data";
import { FilePart } from "./file-part";
import { LogPart } from "./log-part";
import { PacksPart } from "./packs-part";
import "./words";
import { onDemand } from "../../ui/on-demand";

const DifferenceDrawer = onDemand(() => import("./difference-drawer"));

/** The company's configuration as a whole: packs, the file, what was applied. */
export function ConfigurationPage() {
  const { t } = useTranslation();
  const can = useCan();
  const fail = useFailureNotice();
  const [shown, setShown] = useState<{ file: string; name: string; differences: Differences }>();
  if (!needed.every((one) => can(one))) return <Failure error={new Problem(403, {})} />;
  async function look(text: () => Promise<string>, name: string) {
    try {
      const file = await text();
      setShown({ file, name, differences: await compare(file) });
    } catch (error) {
      fail(name, error);
    }
  }
  return (
    <Page title={t("config.title")} text={t("config.text")}>
      <Tabs
        items={[
          { key: "packs", label: t("config.packs"), children: <PacksPart onFile={look} /> },
          { key: "file", label: t("config.file"), children: <FilePart onFile={look} /> },
          { key: "log", label: t("config.log"), children: <LogPart /> },
        ]}
      />
      {shown && (
        <DifferenceDrawer
          file={shown.file}
          name={shown.name}
          shown={shown.differences}
          onClose={() => setShown(undefined)}
        />
      )}
    </Page>
  );
}

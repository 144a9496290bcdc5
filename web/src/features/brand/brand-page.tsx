import { Descriptions } from "antd";
import { Problem } from "../../api/client";
import { useCan, useMe } from "../../api/session";
import { languageNames, languages, useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import styles from "./brand.module.css";
import { LogoPart } from "./logo-part";
import { LookPart } from "./look-part";
import "./words";

/** How the company shows itself, and what it is. */
export function BrandPage() {
  const { t } = useTranslation();
  const can = useCan();
  if (!can("company.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page title={t("brand.title")} text={t("brand.text")}>
      <LookPart>
        <LogoPart />
      </LookPart>
      <Company />
    </Page>
  );
}

function Company() {
  const { t } = useTranslation();
  const { company } = useMe();
  const { language } = usePlace();
  const named = (type: "currency" | "region", code: string) => {
    const name = new Intl.DisplayNames(language, { type }).of(code);
    return name && name !== code ? `${name} (${code})` : code;
  };
  const known = languages.find((one) => one === company.language);
  return (
    <section className={styles.part}>
      <h2>{t("brand.company")}</h2>
      <p className="muted">{t("brand.companyText")}</p>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        size="small"
        items={[
          { key: "name", label: t("brand.name"), children: company.name },
          { key: "currency", label: t("brand.currency"), children: named("currency", company.currency) },
          { key: "zone", label: t("brand.zone"), children: company.zone },
          {
            key: "language",
            label: t("brand.language"),
            children: known ? languageNames[known] : company.language,
          },
          { key: "country", label: t("brand.country"), children: named("region", company.country) },
        ]}
      />
    </section>
  );
}

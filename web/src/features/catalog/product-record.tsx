import { Package } from "lucide-react";
import type { ReactNode } from "react";
import { factsOf, fieldOf, isEmpty, valueType, visibleFields } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Figure, Figures } from "../../ui/figures";
import { formatMoney, formatNumber } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import { ReferenceLink } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { FactSections } from "../records/page/fact-sections";
import { useFactTabs } from "../records/page/fact-tabs";
import { IconTile } from "../records/page/icon-tile";
import { RecordHeader } from "../records/page/record-header";
import { RecordLayout } from "../records/page/record-layout";
import type { RecordProps } from "../records/page/record-view";
import { Bought } from "./bought";
import styles from "./product-record.module.css";

/** A product: what it costs, how it sells, who bought it. */
export default function ProductRecord(props: RecordProps) {
  const { object, record } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const title = String(record.name ?? record.sku ?? "");
  const figures = visibleFields(object).filter((field) => field.type === "roll_up" || field.name === "price");
  const facts = factsOf(object).filter((field) => field.type !== "roll_up");
  const own = useFactTabs(object, record, facts);
  const active = fieldOf(object, "active");
  return (
    <RecordLayout
      object={object}
      record={record}
      header={
        <>
          <RecordHeader
            {...props}
            icon={
              typeof record.picture === "string" ? (
                <img src={`/api/files/${record.picture}`} alt="" className={styles.picture} />
              ) : (
                <IconTile icon={Package} />
              )
            }
            title={title}
            marks={
              active && record.active === false && <span className="muted">{t("catalog.inactive")}</span>
            }
            line={
              <>
                <span className="num">{String(record.sku ?? "")}</span>
                {typeof record.category === "string" && (
                  <ReferenceLink object="category" id={record.category} />
                )}
              </>
            }
          />
          <Figures>
            {figures.map((field) => (
              <Figure key={field.name} name={labels.field(field)}>
                {field.name === "price" ? (
                  <Price value={record.price} />
                ) : isEmpty(record[field.name]) ? (
                  "—"
                ) : (
                  <FieldValue
                    field={field}
                    value={record[field.name]}
                    cell={valueType(field) === "datetime"}
                  />
                )}
              </Figure>
            ))}
          </Figures>
        </>
      }
      main={<FactSections object={object} record={record} fields={facts} />}
      tabs={[...own, { key: "sold", label: t("catalog.bought"), children: <Bought product={record.id} /> }]}
    />
  );
}

function Price({ value }: { value: unknown }): ReactNode {
  const { company } = useMeta();
  const { language } = usePlace();
  if (typeof value !== "string") return "—";
  const digits = (value.split(".")[1] ?? "").replace(/0+$/, "").length;
  return digits <= 2
    ? formatMoney({ amount: value, currency: company.currency }, language)
    : `${formatNumber(value, language, digits)} ${company.currency}`;
}

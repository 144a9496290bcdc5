import { ReceiptText } from "lucide-react";
import { factsOf, fieldOf, isEmpty } from "../../api/definition";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDateTime, formatMoney, isMoney } from "../../ui/format";
import { ReferenceLink } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { FactSections } from "../records/page/fact-sections";
import { useFactTabs } from "../records/page/fact-tabs";
import { IconTile } from "../records/page/icon-tile";
import { RecordHeader } from "../records/page/record-header";
import { RecordLayout } from "../records/page/record-layout";
import type { RecordProps } from "../records/page/record-view";
import { Happened } from "./happened";
import { Lines } from "./lines";
import { Steps } from "./steps";

/** An order: who, what, how much, in which state. */
export default function OrderRecord(props: RecordProps) {
  const { object, record } = props;
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const states = ["kind", "status", "payment_status", "delivery_status"].flatMap(
    (name) => fieldOf(object, name) ?? [],
  );
  const rest = factsOf(object).filter((field) => field.section !== "amounts");
  const own = useFactTabs(object, record, rest);
  return (
    <RecordLayout
      object={object}
      record={record}
      header={
        <RecordHeader
          {...props}
          icon={<IconTile icon={ReceiptText} />}
          title={String(record.number ?? "")}
          marks={states
            .filter(
              (field) => !isEmpty(record[field.name]) && !(field.name === "kind" && record.kind === "sale"),
            )
            .map((field) => <FieldValue key={field.name} field={field} value={record[field.name]} />)}
          actions={<Steps object={object} record={record} />}
          line={
            <>
              {typeof record.customer === "string" ? (
                <ReferenceLink object="customer" id={record.customer} />
              ) : (
                <span>{t("orders.anonymous")}</span>
              )}
              <span className="num">{formatDateTime(String(record.ordered_at ?? ""), language, zone)}</span>
              {isMoney(record.total) && <b className="num">{formatMoney(record.total, language)}</b>}
            </>
          }
        />
      }
      main={<Lines order={record} />}
      broad
      tabs={[
        {
          key: "happened",
          label: t("timeline.title"),
          children: <Happened object={object} order={record} />,
        },
        {
          key: "facts",
          label: t("record.facts"),
          children: <FactSections object={object} record={record} fields={rest} brief />,
        },
        ...own,
      ]}
    />
  );
}

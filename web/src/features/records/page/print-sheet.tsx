import { useQueries } from "@tanstack/react-query";
import { QRCode } from "antd";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { defaultColumns, factsOf, isEmpty, isNumeric, valueType } from "../../../api/definition";
import { shortListQuery } from "../../../api/records";
import { useMe, useMeta } from "../../../api/session";
import type { ObjectDef, Page, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatDateTime, formatNumber } from "../../../ui/format";
import { sectionsOf, shownOf } from "../arrangement/shown";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import styles from "./print-sheet.module.css";
import { type Related, relatedColumns, relatedOf } from "./related";

/** Rows of a related list that are printed; how many more there are is said below. */
const rows = 50;

interface Props {
  object: ObjectDef;
  record: RecordData;
  onDone: () => void;
}

/** A record on paper: who, all that is known, what belongs to it. Given to the browser's own print dialog once all of it is there. */
export default function PrintSheet({ object, record, onDone }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const meta = useMeta();
  const { user, company } = useMe();
  const { language, zone } = usePlace();
  const related = relatedOf(meta, object.name);
  const lists = useQueries({
    queries: related.map((one) =>
      shortListQuery(one.object.name, {
        filter: `${one.via.name}:${record.id}`,
        limit: rows,
        count: true,
        sort: one.object.sort,
      }),
    ),
  });
  const [drawn, setDrawn] = useState(!company.logo);
  const ready = drawn && lists.every(({ isPending }) => !isPending);
  useEffect(() => {
    if (!ready) return;
    window.addEventListener("afterprint", onDone, { once: true });
    // drawn first, references by name
    const timer = setTimeout(() => window.print(), 400);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("afterprint", onDone);
    };
  }, [ready, onDone]);
  const title = String(record[object.title] ?? "") || t("list.untitled");
  const facts = shownOf(object, factsOf(object), record).filter(
    (field) => field.name !== object.title && !isEmpty(record[field.name]),
  );
  return createPortal(
    <article className={styles.sheet} data-print>
      <header className={styles.head}>
        <span className={styles.company}>
          {company.logo && (
            <img src={company.logo} alt="" onLoad={() => setDrawn(true)} onError={() => setDrawn(true)} />
          )}
          {company.name}
        </span>
        <span>{labels.object(object)}</span>
      </header>
      <div className={styles.title}>
        <h1>{title}</h1>
        <QRCode
          type="svg"
          size={72}
          bordered={false}
          value={`${window.location.origin}/records/${object.name}/${record.id}`}
        />
      </div>
      {sectionsOf(facts).map(([section, fields]) => (
        <section key={section}>
          <h2>{section === "system" ? t("record.facts") : labels.section(object, section)}</h2>
          <dl className={styles.facts}>
            {fields.map((field) => (
              <div key={field.name}>
                <dt>{labels.field(field)}</dt>
                <dd>
                  {/* on paper, times are those of the clock */}
                  <FieldValue
                    field={field}
                    value={record[field.name]}
                    cell={valueType(field) === "datetime"}
                  />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {related.map((one, index) => {
        const page = lists[index]?.data;
        if (!page || page.items.length === 0) return null;
        return <RelatedTable key={`${one.object.name}.${one.via.name}`} related={one} page={page} />;
      })}
      <footer className={styles.foot}>
        {t("record.printed", {
          name: user.name,
          time: formatDateTime(new Date().toISOString(), language, zone),
        })}
      </footer>
    </article>,
    document.body,
  );
}

function RelatedTable({ related, page }: { related: Related; page: Page<RecordData> }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const { language } = usePlace();
  const columns = relatedColumns(related, defaultColumns(related.object));
  const count = page.count ?? page.items.length;
  return (
    <section>
      <h2>
        {labels.plural(related.object)} {formatNumber(count, language)}
      </h2>
      <table>
        <thead>
          <tr>
            {columns.map((field) => (
              <th key={field.name} data-right={isNumeric(field) ? "" : undefined}>
                {labels.field(field)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.items.map((record) => (
            <tr key={record.id}>
              {columns.map((field) => (
                <td key={field.name} data-right={isNumeric(field) ? "" : undefined}>
                  <FieldValue field={field} value={record[field.name]} titles={page.labels} cell />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {count > page.items.length && <p>{t("record.printedMore", { count: count - page.items.length })}</p>}
    </section>
  );
}

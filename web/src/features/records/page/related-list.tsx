import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { defaultColumns, isNumeric } from "../../../api/definition";
import { shortListQuery } from "../../../api/records";
import { useCan, useMeta } from "../../../api/session";
import type { FieldDef } from "../../../api/types";
import { useCreateForm } from "../../../app/create-host";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatNumber } from "../../../ui/format";
import { RecordLink } from "../../../ui/record-link";
import { Table } from "../../../ui/table";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import { type Related, relatedColumns } from "./related";
import styles from "./related-list.module.css";
import { Section } from "./section";

const shown = 6;
const right = (field: FieldDef) => (isNumeric(field) ? "" : undefined);

/** Records that refer to this one; hidden while there are none. */
export function RelatedList({ related, id, always }: { related: Related; id: string; always?: boolean }) {
  const { t } = useTranslation();
  const { object, via } = related;
  const labels = useLabels();
  const { language } = usePlace();
  const { company } = useMeta();
  const can = useCan();
  const create = useCreateForm();
  const navigate = useNavigate();
  const filter = `${via.name}:${id}`;
  const { data } = useQuery(
    shortListQuery(object.name, { filter, limit: shown, count: true, sort: object.sort }),
  );
  if (!data || (data.items.length === 0 && !always)) return null;
  const columns = relatedColumns(related, defaultColumns(object));
  const count = data.count ?? data.items.length;
  const add = can("record.create", object.name) && !object.append_only && (
    <Button
      type="text"
      size="small"
      icon={<Plus size={14} />}
      aria-label={t("action.createOne", { name: labels.object(object) })}
      onClick={() => create({ object: object.name, initial: { [via.name]: id }, done: () => {} })}
    />
  );
  return (
    <Section title={labels.plural(object)} count={formatNumber(count, language)} action={add}>
      <Table
        dense
        head={columns.map((field) => (
          <th key={field.name} data-right={right(field)}>
            {labels.field(field)}
          </th>
        ))}
      >
        {data.items.map((record) => (
          <tr
            key={record.id}
            className={styles.row}
            onClick={() =>
              navigate({ to: "/records/$object/$id", params: { object: object.name, id: record.id } })
            }
          >
            {columns.map((field, index) => {
              const value = (
                <FieldValue
                  field={field}
                  value={record[field.name]}
                  titles={data.labels}
                  cell
                  currency={company.currency}
                />
              );
              return (
                <td key={field.name} className="clip" data-right={right(field)}>
                  {index === 0 && field.type !== "reference" ? (
                    <RecordLink
                      object={object.name}
                      id={record.id}
                      onClick={(event) => event.stopPropagation()}
                    >
                      {value}
                    </RecordLink>
                  ) : (
                    value
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </Table>
      {count > shown && (
        <Link
          to="/records/$object"
          params={{ object: object.name }}
          search={{ filter }}
          className={styles.all}
        >
          {t("record.all", { count, shown: formatNumber(count, language) })}
        </Link>
      )}
    </Section>
  );
}

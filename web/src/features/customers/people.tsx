import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { fieldOf, objectOf } from "../../api/definition";
import { shortListQuery } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useCreateForm } from "../../app/create-host";
import { useTranslation } from "../../app/i18n";
import { ReferenceLink } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { Section } from "../records/page/section";
import styles from "./side.module.css";

interface Tie {
  key: string;
  id: string;
  title?: string;
  record: RecordData;
  field: string;
  object: string;
}

/** Relations to other people, the parts people have in a company, the people of a company. */
export function People({ customer }: { customer: RecordData }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  const create = useCreateForm();
  const ties = useTies(customer);
  const company = customer.kind === "company";
  const staff = useQuery({
    ...shortListQuery("customer", {
      filter: `company:${customer.id}`,
      sort: "name",
      limit: 12,
      fields: "name,kind",
    }),
    enabled: company,
  });
  const members = (staff.data?.items ?? []).filter((member) => !ties.some((tie) => tie.id === member.id));
  const kind = company && objectOf(meta, "contact_role") ? "contact_role" : "relation";
  const from = kind === "contact_role" ? "company" : "from";
  const add = can("record.create", kind) && (
    <Button
      type="text"
      size="small"
      icon={<Plus size={14} />}
      onClick={() => create({ object: kind, initial: { [from]: customer.id }, done: () => {} })}
    >
      {t("action.add")}
    </Button>
  );
  const none = ties.length === 0 && members.length === 0 && typeof customer.company !== "string";
  return (
    <Section title={company ? t("people.contacts") : t("people.relations")} action={add}>
      <ul>
        {typeof customer.company === "string" && (
          <li className={styles.line}>
            <ReferenceLink object="customer" id={customer.company} />
            <span className={styles.end}>{company ? t("people.parent") : t("people.employer")}</span>
          </li>
        )}
        {ties.map((tie) => {
          const object = objectOf(meta, tie.object);
          const field = object && fieldOf(object, tie.field);
          return (
            <li key={tie.key} className={styles.line}>
              <ReferenceLink object="customer" id={tie.id} title={tie.title} />
              <span className={styles.end}>
                {field && <FieldValue field={field} value={tie.record[tie.field]} />}
              </span>
            </li>
          );
        })}
        {members.map((member) => (
          <li key={member.id} className={styles.line}>
            <ReferenceLink object="customer" id={member.id} title={String(member.name ?? "")} />
            <span className={styles.end}>{member.kind === "company" ? t("people.subsidiary") : ""}</span>
          </li>
        ))}
      </ul>
      {none && <p className="muted">{t("people.none")}</p>}
    </Section>
  );
}

function useTies(customer: RecordData): Tie[] {
  const meta = useMeta();
  const relations = useQuery({
    ...shortListQuery("relation", { filter: `from:${customer.id} or to:${customer.id}`, limit: 20 }),
    enabled: Boolean(objectOf(meta, "relation")),
  });
  const roles = useQuery({
    ...shortListQuery("contact_role", {
      filter: `company:${customer.id} or person:${customer.id}`,
      limit: 20,
    }),
    enabled: Boolean(objectOf(meta, "contact_role")),
  });
  const tie = (
    object: string,
    field: string,
    record: RecordData,
    one: string,
    two: string,
    titles: Record<string, string> | undefined,
  ): Tie => {
    const id = String(record[one] === customer.id ? record[two] : record[one]);
    return { key: record.id, id, title: titles?.[id], record, field, object };
  };
  return [
    ...(relations.data?.items ?? []).map((record) =>
      tie("relation", "kind", record, "from", "to", relations.data?.labels),
    ),
    ...(roles.data?.items ?? []).map((record) =>
      tie("contact_role", "role", record, "company", "person", roles.data?.labels),
    ),
  ];
}

import { lazy, Suspense } from "react";
import { factsOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { FactSections } from "../records/page/fact-sections";
import type { RecordProps } from "../records/page/record-view";
import { relatedOf } from "../records/page/related";
import { RelatedList } from "../records/page/related-list";
import { NotKnownYet } from "../records/page/unknown/not-known-yet";
import { Bought } from "./bought";
import { Composer } from "./composer";
import { Orders } from "./orders";
import { Timeline } from "./timeline";

const Graph = lazy(() => import("../records/page/graph/graph"));
const Consents = lazy(() => import("../privacy/consents"));

export function ordersOf(record: RecordProps["record"]): number {
  return Number(record.orders_count ?? 0) + Number(record.returns_count ?? 0);
}

export function Purchases({ customer }: { customer: RecordProps["record"] }) {
  return (
    <>
      <Bought customer={customer.id} />
      <Orders customer={customer.id} count={ordersOf(customer)} />
    </>
  );
}

export function Privacy({ customer }: { customer: RecordProps["record"] }) {
  const since = customer.restricted_at;
  return (
    <Suspense>
      <Consents customer={customer.id} restricted={typeof since === "string" ? since : null} />
    </Suspense>
  );
}

export function Ties(props: Pick<RecordProps, "object" | "record">) {
  return (
    <Suspense>
      <Graph {...props} />
    </Suspense>
  );
}

export function Happened({ id, kind }: { id: string; kind: string }) {
  return (
    <>
      <Composer customer={id} initial={kind} />
      <Timeline customer={id} />
    </>
  );
}

/** Facts that the header, the value card and the ways to reach do not say already. */
const said = new Set([
  "name",
  "pinyin",
  "initials",
  "spend",
  "orders_count",
  "average_order",
  "first_order_at",
  "last_order_at",
  "returns_count",
  "returned",
  "emails",
  "phones",
  "addresses",
  "socials",
  "preferred_media",
  "preferred_hours",
]);

export const factsSaidHere = (object: RecordProps["object"]) =>
  factsOf(object).filter((field) => !said.has(field.name));

export function CustomerFacts({ object, record }: Pick<RecordProps, "object" | "record">) {
  const fields = factsSaidHere(object);
  return (
    <>
      <FactSections object={object} record={record} fields={fields} lead="lifecycle" brief />
      <NotKnownYet object={object} record={record} />
    </>
  );
}

/** Objects with a place of their own on the page. */
const placed = new Set([
  "order",
  "task",
  "identifier",
  "attachment",
  "relation",
  "contact_role",
  "note",
  "customer",
  "stage_change",
  "consent",
]);

export function Others({ id }: { id: string }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const related = relatedOf(meta, "customer").filter(
    ({ object }) => !placed.has(object.name) || object.name === "note" || object.name === "stage_change",
  );
  return (
    <>
      {related.map((one) => (
        <RelatedList
          key={`${one.object.name}.${one.via.name}`}
          related={one}
          id={id}
          always={one.object.custom}
        />
      ))}
      {related.length === 0 && <p className="muted">{t("people.none")}</p>}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { shortListQuery } from "../../api/records";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Avatar } from "../../ui/avatar";
import { formatMoney, isMoney } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { When } from "../../ui/when";
import { Section } from "../records/page/section";
import { All } from "./all";
import styles from "./home-page.module.css";

/** Customers with the highest spend. */
export function Best() {
  const { t } = useTranslation();
  const { language } = usePlace();
  return (
    <Customers title={t("home.card.best")} sort="-spend" shows="spend">
      {({ spend }) => <span className="num">{isMoney(spend) ? formatMoney(spend, language) : ""}</span>}
    </Customers>
  );
}

/** Customers that changed last. */
export function Changed() {
  const { t } = useTranslation();
  return (
    <Customers title={t("home.card.changed")} sort="-updated_at" shows="updated_at">
      {(customer) => (
        <span className="muted">
          <When value={customer.updated_at} />
        </span>
      )}
    </Customers>
  );
}

interface CustomersProps {
  title: string;
  sort: string;
  /** The field that stands at the end of each row. */
  shows: string;
  children: (customer: RecordData) => ReactNode;
}

/** The customers that come first when sorted so. */
function Customers({ title, sort, shows, children }: CustomersProps) {
  const { data } = useQuery(shortListQuery("customer", { sort, limit: 8, fields: `name,kind,${shows}` }));
  return (
    <Section title={title} action={<All object="customer" sort={sort} />}>
      <ul>
        {(data?.items ?? []).map((customer) => (
          <li key={customer.id} className={styles.row}>
            <Avatar
              id={customer.id}
              name={String(customer.name ?? "")}
              square={customer.kind === "company"}
            />
            <RecordLink object="customer" id={customer.id} className="clip">
              {String(customer.name ?? "")}
            </RecordLink>
            <span className={styles.end}>{children(customer)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

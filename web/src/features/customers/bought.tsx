import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDay, formatMoney, formatNumber, isMoney } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { Section } from "../records/page/section";
import styles from "./bought.module.css";

const few = 5;

/** The products that stand in most of a customer's orders. */
export function Bought({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const [all, setAll] = useState(false);
  const { data } = useQuery({
    queryKey: ["customer", customer, "products"],
    queryFn: ({ signal }) =>
      get<Schemas["BoughtProducts"]>(`/customers/${customer}/products`, undefined, signal),
    staleTime: 60_000,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t("bought.title")}>
      <ul>
        {items.slice(0, all ? undefined : few).map((one) => (
          <li key={one.product} className={styles.row}>
            <RecordLink object="product" id={one.product} className="clip" title={one.title}>
              {one.title}
            </RecordLink>
            <span className={`${styles.facts} num`}>
              <span>
                {t("bought.orders", { count: one.orders })} · {formatNumber(one.quantity, language)} ×
              </span>
              {isMoney(one.amount) && <span>{formatMoney(one.amount, language)}</span>}
              <span>{formatDay(one.last_at, language, zone)}</span>
            </span>
          </li>
        ))}
      </ul>
      {items.length > few && !all && (
        <button type="button" className={`plain ${styles.more}`} onClick={() => setAll(true)}>
          {t("action.showMore")}
        </button>
      )}
    </Section>
  );
}

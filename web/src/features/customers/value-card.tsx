import { useQuery } from "@tanstack/react-query";
import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatDay, formatMoney, formatMonth, formatNumber, formatPercent, isMoney } from "../../ui/format";
import { Sparkline } from "../../ui/sparkline";
import { When } from "../../ui/when";
import { summaryQuery } from "./data";
import { everyMonth, trendOf } from "./months";
import styles from "./value-card.module.css";

/** How valuable a customer is, and whether that rises or falls. */
export function ValueCard({ customer }: { customer: RecordData }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const { data } = useQuery(summaryQuery(customer.id));
  const money = (value: unknown) => (isMoney(value) ? formatMoney(value, language) : "—");
  const day = (value: unknown) => (typeof value === "string" ? formatDay(value, language, zone) : "—");
  const months = everyMonth(data?.months ?? [], 24);
  const trend = trendOf(months.map((one) => one.value));
  const currency = isMoney(customer.spend) ? customer.spend.currency : "";
  const points = months.map(({ month, value }) => ({
    label: formatMonth(month, language),
    value,
    text: formatMoney({ amount: value.toFixed(2), currency }, language),
  }));
  return (
    <dl className={styles.card}>
      <Fact name={t("value.spend")} main>
        {money(customer.spend)}
        {trend !== null && <Trend value={trend} />}
      </Fact>
      <Fact name={t("value.orders")}>{formatNumber(Number(customer.orders_count ?? 0), language)}</Fact>
      <Fact name={t("value.average")}>{money(customer.average_order)}</Fact>
      <Fact name={t("value.last")}>
        {typeof customer.last_order_at === "string" ? <When value={customer.last_order_at} /> : "—"}
      </Fact>
      <Fact name={t("value.first")}>{day(customer.first_order_at)}</Fact>
      <Fact name={t("value.returns")}>
        {formatNumber(Number(customer.returns_count ?? 0), language)}
        {Number(customer.returns_count ?? 0) > 0 && <small>{money(customer.returned)}</small>}
      </Fact>
      <div className={styles.months}>
        <dt>{points.length > 1 ? `${points[0]?.label} – ${points.at(-1)?.label}` : t("value.byMonth")}</dt>
        <dd>
          {points.length > 0 ? (
            <Sparkline points={points} label={t("value.byMonth")} />
          ) : (
            <span className="muted">{t("value.noOrders")}</span>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Fact({ name, main, children }: { name: string; main?: boolean; children: ReactNode }) {
  return (
    <div className={main ? styles.main : styles.fact}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function Trend({ value }: { value: number }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const Icon = value >= 0 ? TrendingUp : TrendingDown;
  const text = formatPercent(Math.abs(value), language);
  return (
    <span data-hint={t("value.trendHint")} className={value >= 0 ? styles.up : styles.down}>
      <Icon size={14} aria-label={value >= 0 ? t("value.rising") : t("value.falling")} />
      {text}
    </span>
  );
}

import { scaleOf, valueType } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatAmount, formatMoney, formatNumber } from "../../../ui/format";
import type { Figures } from "./summary";

interface Props {
  field: FieldDef;
  figures: Figures | undefined;
  /** No head of a column says which currency it is. */
  named?: boolean;
}

/** The sum of a column; its average, count and other currencies on hover and for screen readers. */
export function Figure({ field, figures, named }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { company } = useMeta();
  const [first, ...others] = figures?.sums ?? [];
  if (!figures || !first) return null;
  const text = (amount: string, currency: string | null, average: boolean) => {
    if (currency && (named || currency !== company.currency))
      return formatMoney({ amount, currency }, language);
    if (currency) return formatAmount({ amount, currency }, language);
    const digits = valueType(field) === "decimal" ? scaleOf(field) : average ? undefined : 0;
    return formatNumber(amount, language, digits);
  };
  const lines = figures.sums.map((one) =>
    t("list.figure", {
      sum: text(one.sum, one.currency ?? null, false),
      average: text(one.average, one.currency ?? null, true),
    }),
  );
  lines.push(t("list.figureCount", { count: figures.count, n: formatNumber(figures.count, language) }));
  return (
    <span data-hint={lines.join("\n")} className="num">
      {text(first.sum, first.currency ?? null, false)}
      {others.length > 0 && <span className="muted"> +{others.length}</span>}
    </span>
  );
}

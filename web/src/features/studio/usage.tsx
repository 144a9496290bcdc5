import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Figure, Figures } from "../../ui/figures";
import { formatNumber } from "../../ui/format";
import styles from "./studio.module.css";

interface Held {
  used: number;
  limit: number | null;
}

type Usage = Record<"records" | "bytes" | "people", Held>;

/** What the company holds, and how much it may. */
export function UsageFigures() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const can = useCan();
  const { data } = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => get<Usage>("/usage", undefined, signal),
    enabled: can("company.manage"),
  });
  if (!data) return null;
  const number = (n: number, of: keyof Usage) =>
    of === "bytes" ? `${formatNumber(n / 1_000_000, language, 1)} MB` : formatNumber(n, language);
  const text = ({ used, limit }: Held, of: keyof Usage) =>
    limit === null ? number(used, of) : t("usage.of", { used: number(used, of), limit: number(limit, of) });
  return (
    <section className={styles.usage} aria-label={t("usage.title")}>
      <h2>{t("usage.title")}</h2>
      <Figures>
        {(["records", "bytes", "people"] as const).map((of) => (
          <Figure key={of} name={t(`usage.${of}`)}>
            <span className={data[of].limit !== null && data[of].used >= data[of].limit ? styles.full : ""}>
              {text(data[of], of)}
            </span>
          </Figure>
        ))}
      </Figures>
    </section>
  );
}

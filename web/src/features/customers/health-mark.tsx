import { CircleAlert, CircleCheck, CircleMinus } from "lucide-react";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber, formatPercent } from "../../ui/format";
import { Panel } from "../../ui/panel";
import styles from "./glance.module.css";
import type { Grade, Health, Part } from "./health";

const icons = { good: CircleCheck, fair: CircleMinus, poor: CircleAlert };

/** How a customer is, in a word; a press tells why. */
export function HealthMark({ health }: { health: Health }) {
  const { t } = useTranslation();
  return (
    <Panel
      placement="bottomLeft"
      getPopupContainer={(mark) => mark.parentElement ?? document.body}
      title={t("health.title")}
      content={
        <ul className={styles.parts}>
          {health.parts.map((part) => (
            <PartLine key={part.name} part={part} />
          ))}
        </ul>
      }
    >
      <button type="button" className={`plain ${styles.health}`} data-grade={health.grade}>
        <Icon grade={health.grade} size={16} />
        {t(`health.grade.${health.grade}`)}
      </button>
    </Panel>
  );
}

function Icon({ grade, size }: { grade: Grade; size: number }) {
  const One = icons[grade];
  return <One size={size} aria-hidden="true" />;
}

function PartLine({ part }: { part: Part }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const number = (value: number) => formatNumber(Math.round(value), language);
  const told = {
    rhythm: () => t("health.rhythm", { days: number(part.value), usual: number(part.usual ?? 0) }),
    trend: () =>
      t(part.value < 0 ? "health.falls" : "health.rises", {
        share: formatPercent(Math.abs(part.value), language),
      }),
    returns: () => t("health.returns", { share: formatPercent(part.value, language) }),
    overdue: () => (part.value ? t("health.overdue", { count: part.value }) : t("health.inTime")),
  };
  return (
    <li data-grade={part.grade}>
      <Icon grade={part.grade} size={15} />
      <span>{told[part.name]()}</span>
      <span className="sr-only">{t(`health.grade.${part.grade}`)}</span>
    </li>
  );
}

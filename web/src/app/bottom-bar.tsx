import { Link } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import styles from "./bottom-bar.module.css";
import { useTranslation } from "./i18n";
import { type Group, useCurrentPlace } from "./navigation";

const wanted = ["/", "customer", "order", "task"];

/** The rooms a phone reaches with one thumb; the rest is behind the menu. */
export function BottomBar({ groups, onMore }: { groups: Group[]; onMore: () => void }) {
  const { t } = useTranslation();
  const current = useCurrentPlace(groups);
  const places = groups.flatMap((group) => group.places).filter((place) => wanted.includes(place.key));
  return (
    <nav className={styles.bar} aria-label={t("nav.label")}>
      {places.map((place) => (
        <Link
          key={place.key}
          to={place.to}
          className={styles.item}
          data-active={current?.place.to === place.to ? "" : undefined}
        >
          <place.icon size={20} strokeWidth={1.75} aria-hidden="true" />
          <span className="clip">{place.text}</span>
        </Link>
      ))}
      <button type="button" className={`plain ${styles.item}`} onClick={onMore}>
        <Menu size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("nav.more")}</span>
      </button>
    </nav>
  );
}

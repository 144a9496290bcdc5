import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { calledBy } from "../api/brand";
import { useMe } from "../api/session";
import { BrandSign } from "../ui/brand-sign";
import { useTranslation } from "./i18n";
import { type Group, type Place, useCurrentPlace } from "./navigation";
import { setPreferences } from "./preferences";
import styles from "./sidebar.module.css";

interface Props {
  groups: Group[];
  collapsed: boolean;
  inDrawer?: boolean;
}

export function Sidebar({ groups, collapsed, inDrawer }: Props) {
  const { t } = useTranslation();
  const { company } = useMe();
  const current = useCurrentPlace(groups);
  const Fold = collapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className={styles.side} aria-label={t("nav.label")} data-collapsed={collapsed ? "" : undefined}>
      {!inDrawer && (
        <Link to="/" className={styles.brand} title={company.name}>
          <BrandSign size={26} name={calledBy(company)} alone={collapsed} />
        </Link>
      )}
      <div className={`${styles.groups} scroll`}>
        {groups.map((group) => (
          <div key={group.key} className={styles.group}>
            {group.text && !collapsed && <div className={styles.heading}>{group.text}</div>}
            {group.text && collapsed && <hr className={styles.rule} />}
            {group.places.map((place) => (
              <Item
                key={place.key}
                place={place}
                collapsed={collapsed}
                active={current?.place.to === place.to}
              />
            ))}
          </div>
        ))}
      </div>
      {!inDrawer && (
        <button
          type="button"
          className={`plain ${styles.item} ${styles.fold}`}
          onClick={() => setPreferences({ collapsed: !collapsed })}
          aria-label={collapsed ? t("nav.expand") : t("nav.collapse")}
        >
          <Fold size={17} strokeWidth={1.75} aria-hidden="true" />
          {!collapsed && <span>{t("nav.collapse")}</span>}
        </button>
      )}
    </nav>
  );
}

function Item({ place, collapsed, active }: { place: Place; collapsed: boolean; active: boolean }) {
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      className={styles.item}
      data-active={active ? "" : undefined}
      aria-current={active ? "page" : undefined}
      data-hint={collapsed ? place.text : undefined}
      data-hint-side="right"
    >
      <Icon size={17} strokeWidth={1.75} aria-hidden="true" />
      <span className={collapsed ? "sr-only" : "clip"}>{place.text}</span>
    </Link>
  );
}

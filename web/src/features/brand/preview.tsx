import { theme } from "antd";
import { House, Users } from "lucide-react";
import type { CSSProperties } from "react";
import { useTranslation } from "../../app/i18n";
import { type Mode, ownAccent, themeOf } from "../../app/theme";
import { BrandSign } from "../../ui/brand-sign";
import styles from "./brand.module.css";

interface Props {
  name: string;
  accent: string;
}

/** A little of the app as it will look, in light and in dark. */
export function Preview({ name, accent }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.preview} aria-label={t("brand.preview")}>
      <h2>{t("brand.preview")}</h2>
      {(["light", "dark"] as const).map((mode) => (
        <Window key={mode} mode={mode} name={name} accent={accent} />
      ))}
    </section>
  );
}

function Window({ mode, name, accent }: Props & { mode: Mode }) {
  const { t } = useTranslation();
  const token = theme.getDesignToken(themeOf(mode, "comfortable", true, accent));
  const colors = {
    "--gx-accent": accent || ownAccent,
    "--logo-ground": mode === "dark" ? "#fff" : "transparent",
    "--logo-edge": mode === "dark" ? "2px" : "0px",
    "--on": token.colorTextLightSolid,
    "--primary": token.colorPrimary,
    "--primary-bg": token.colorPrimaryBg,
    "--layout": token.colorBgLayout,
    "--surface": token.colorBgContainer,
    "--ink": token.colorText,
    "--soft": token.colorTextSecondary,
    "--rule": token.colorBorderSecondary,
  } as CSSProperties;
  return (
    <figure className={styles.window} data-mode={mode} style={colors}>
      <figcaption>{t(`brand.${mode}`)}</figcaption>
      <div className={styles.frame} aria-hidden="true">
        <div className={styles.side}>
          <div className={styles.sign}>
            <BrandSign size={22} name={name} />
          </div>
          <span className={styles.place} data-active="">
            <House size={14} />
            {t("brand.sample.home")}
          </span>
          <span className={styles.place}>
            <Users size={14} />
            {t("brand.sample.customers")}
          </span>
        </div>
        <div className={styles.room}>
          <b>{t("brand.sample.home")}</b>
          <span className={styles.link}>{t("brand.sample.link")}</span>
          <span className={styles.button}>{t("brand.sample.button")}</span>
        </div>
      </div>
    </figure>
  );
}

import { type ReactNode, useEffect } from "react";
import { useBrand } from "../../api/brand";
import { currentLanguage, languageNames, languages, setLanguage, useTranslation } from "../../app/i18n";
import { BrandSign } from "../../ui/brand-sign";
import styles from "./sign-in.module.css";

/** Around what is asked of people before they are in. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { short_name, logo } = useBrand();
  const called = short_name || (logo ? "" : t("app.name"));
  useEffect(() => {
    document.title = [title, called || t("app.name")].join(" · ");
  }, [title, called, t]);
  return (
    <main className={styles.page}>
      <section className={styles.panel}>
        <div className={styles.brand}>
          <BrandSign size={34} name={called} />
        </div>
        <div className={styles.form}>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.lead}>{lead}</p>
          {children}
        </div>
        <LanguageChoice />
      </section>
      <aside className={styles.art} aria-hidden="true">
        <Constellation />
        <p className={styles.motto}>{t("signIn.motto")}</p>
      </aside>
    </main>
  );
}

function LanguageChoice() {
  const { t } = useTranslation();
  const current = currentLanguage();
  return (
    <nav className={styles.languages} aria-label={t("me.language")}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          className="plain"
          lang={language}
          aria-pressed={language === current}
          onClick={() => setLanguage(language)}
        >
          {languageNames[language]}
        </button>
      ))}
    </nav>
  );
}

const people: [number, number, number][] = [
  [250, 300, 30],
  [120, 190, 16],
  [390, 170, 20],
  [420, 380, 15],
  [150, 420, 19],
  [270, 110, 11],
  [300, 500, 12],
  [60, 320, 9],
  [480, 270, 9],
  [520, 130, 7],
  [70, 90, 7],
  [500, 500, 8],
];
const ties: [number, number][] = [
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
  [1, 5],
  [2, 5],
  [3, 6],
  [4, 6],
  [1, 7],
  [4, 7],
  [2, 8],
  [3, 8],
  [2, 9],
  [1, 10],
  [3, 11],
];

/** People and what ties them. */
function Constellation() {
  return (
    <svg viewBox="0 0 580 600" className={styles.drawing} role="presentation">
      {ties.map(([from, to]) => {
        const [x1, y1] = people[from]!;
        const [x2, y2] = people[to]!;
        return <line key={`${from}-${to}`} x1={x1} y1={y1} x2={x2} y2={y2} />;
      })}
      {people.map(([x, y, r], index) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={r} className={index === 0 ? styles.self : undefined} />
      ))}
    </svg>
  );
}

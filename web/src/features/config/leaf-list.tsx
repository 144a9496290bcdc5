import { useTranslation } from "../../app/i18n";
import styles from "./config.module.css";
import { type Leaf, valueText } from "./data";

/** What differs of one thing: which part of it, from what to what. */
export function LeafList({ leaves, added }: { leaves: Leaf[]; added: boolean }) {
  const { t } = useTranslation();
  const part = usePart();
  const shown = (value: unknown, other: unknown): string => {
    if (typeof value === "boolean" || (typeof other === "boolean" && value === null))
      return value ? t("config.yes") : t("config.no");
    return valueText(value) ?? t("config.nothing");
  };
  return (
    <dl className={styles.leaves}>
      {leaves.map(({ path, before, after }) => (
        <div key={path}>
          <dt className="muted">{part(path)}</dt>
          <dd>
            {!added && <del>{shown(before, after)}</del>}
            {!added && <span aria-hidden="true"> → </span>}
            <ins>{shown(after, before)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const languages: Record<string, string> = { en: "English", "zh-CN": "简体中文", "zh-TW": "繁體中文" };

/** A part of a thing in words where there are some: `labels.zh-CN` is its name in Chinese. */
export function usePart() {
  const { t, i18n } = useTranslation();
  return (path: string): string => {
    const [first = "", ...rest] = path.split(/(?=[.[])/);
    const key = `config.parts.${first}`;
    const word = i18n.exists(key) ? t(key as "config.parts.labels") : first;
    const more = rest.map((one) => one.replace(/^\.|^\[|\]$/g, "")).map((one) => languages[one] ?? one);
    return [word, ...more].join(" · ");
  };
}

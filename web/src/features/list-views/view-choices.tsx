import { Button, Input } from "antd";
import { Check, Pencil, Plus, Star, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "../../app/i18n";
import type { View } from "./data";
import styles from "./views.module.css";

/** From so many on they are searched. */
const many = 8;
const kinds = ["me", "team", "all"] as const;

interface Props {
  views: View[];
  current?: string;
  show: (view?: View) => void;
  edit: (view: View | "new") => void;
  remove: (view: View) => void;
  begin: (view: View) => void;
  close: () => void;
}

/** Up and down go from view to view, Esc closes. */
function walk(event: KeyboardEvent<HTMLElement>, close: () => void) {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  }
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-view]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + step + all.length) % all.length]?.focus();
}

export function ViewChoices({ views, current, show, edit, remove, begin, close }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const wanted = views.filter((view) => view.name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys only move between the buttons inside
    <div className={`${styles.menu} scroll`} onKeyDown={(event) => walk(event, close)}>
      {views.length > many && (
        <Input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t("views.find")}
          aria-label={t("views.find")}
          allowClear
        />
      )}
      {!typed && (
        <div className={styles.row}>
          <button
            type="button"
            className={`plain ${styles.name}`}
            data-view=""
            aria-current={!current}
            onClick={() => show()}
          >
            <span className={styles.check}>{!current && <Check size={14} aria-hidden="true" />}</span>
            {t("views.all")}
          </button>
        </div>
      )}
      {kinds.map((kind) => {
        const some = wanted.filter((view) => view.shared === kind);
        if (!some.length) return null;
        return (
          <section key={kind} aria-label={t(`views.of.${kind}`)}>
            <div className={styles.heading}>{t(`views.of.${kind}`)}</div>
            {some.map((view) => (
              <div key={view.id} className={styles.row}>
                <button
                  type="button"
                  className={`plain ${styles.name}`}
                  data-view={view.id}
                  aria-current={view.id === current}
                  onClick={() => show(view)}
                >
                  <span className={styles.check}>
                    {view.id === current && <Check size={14} aria-hidden="true" />}
                  </span>
                  <span className="clip">{view.name}</span>
                </button>
                <Button
                  data-hint={t("views.begin")}
                  type="text"
                  size="small"
                  aria-pressed={view.defaults.me}
                  aria-label={t("views.beginWith", { name: view.name })}
                  icon={<Star size={14} fill={view.defaults.me ? "currentColor" : "none"} />}
                  onClick={() => begin(view)}
                />
                {view.may_change && (
                  <>
                    <Button
                      type="text"
                      size="small"
                      aria-label={t("views.edit", { name: view.name })}
                      icon={<Pencil size={14} />}
                      onClick={() => edit(view)}
                    />
                    <Button
                      type="text"
                      size="small"
                      aria-label={t("action.deleteWhat", { what: view.name })}
                      icon={<Trash2 size={14} />}
                      onClick={() => remove(view)}
                    />
                  </>
                )}
              </div>
            ))}
          </section>
        );
      })}
      {typed && wanted.length === 0 && <p className="muted">{t("form.nothing")}</p>}
      <Button type="text" icon={<Plus size={14} />} className={styles.add} onClick={() => edit("new")}>
        {t("views.saveAs")}
      </Button>
    </div>
  );
}

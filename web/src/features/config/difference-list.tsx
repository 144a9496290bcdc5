import { ChevronRight } from "lucide-react";
import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { FieldError } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { refusalText } from "../../ui/refusal";
import { Tag } from "../../ui/tag";
import { useLabels } from "../records/field/labels";
import styles from "./config.module.css";
import { type Difference, nameOf, objectNameOf } from "./data";
import { LeafList, usePart } from "./leaf-list";

const colors = { added: "green", changed: "blue", removed: "amber", refused: "red", same: "grey" } as const;

/** What is different, by sections; each thing unfolds to what differs of it. */
export function DifferenceList({ items, open = false }: { items: Difference[]; open?: boolean }) {
  const { t } = useTranslation();
  const shown = items.filter(({ state }) => state !== "same");
  const sections = [...new Set(shown.map(({ section }) => section))];
  return sections.map((section) => (
    <section key={section} className={styles.section}>
      <h3>{t(`config.sections.${section}`)}</h3>
      <ul className={styles.things}>
        {shown
          .filter((one) => one.section === section)
          .map((one) => (
            <Thing key={one.key} one={one} all={items} open={open} />
          ))}
      </ul>
    </section>
  ));
}

/** What things are called: by the definitions that there are, else as the file has it. */
export function useThingName() {
  const meta = useMeta();
  const labels = useLabels();
  const { language } = usePlace();
  const object = (name: string) => objectOf(meta, name);
  return (one: Pick<Difference, "section" | "key" | "leaves">): string => {
    const def = one.section === "objects" ? object(one.key) : undefined;
    const of = one.section === "fields" ? object(objectNameOf(one) ?? "") : undefined;
    const field = of && fieldOf(of, one.key.split(".")[1] ?? "");
    const known = def ? labels.plural(def) : field ? labels.field(field) : undefined;
    return nameOf(one, language, known);
  };
}

function Thing({ one, all, open }: { one: Difference; all: Difference[]; open: boolean }) {
  const { t } = useTranslation();
  const nameOfThing = useThingName();
  const part = usePart();
  const owner = objectNameOf(one);
  const ownerItem = all.find(({ section, key }) => section === "objects" && key === owner);
  const ownerName = owner && nameOfThing(ownerItem ?? { section: "objects", key: owner, leaves: [] });
  const single = one.key === "" ? t(`config.sections.${one.section}`) : nameOfThing(one);
  const errors = one.errors as FieldError[];
  return (
    <li>
      <details className={styles.thing} open={open || one.state === "refused"}>
        <summary>
          <ChevronRight size={14} aria-hidden="true" className={styles.fold} />
          <Tag color={colors[one.state]} text={t(`config.states.${one.state}`)} />
          <b className="clip">
            {one.section === "matching" || one.section === "sources" || one.section === "duplicates"
              ? ownerName
              : single}
          </b>
          {ownerName && (one.section === "fields" || one.section === "rules" || one.section === "views") && (
            <span className="muted clip">{ownerName}</span>
          )}
          <code className={styles.key}>{one.key}</code>
        </summary>
        {errors.map((error) => (
          <p key={`${error.field} ${error.code}`} className={styles.error}>
            <code>{one.place}</code> {error.field && `${part(error.field)}: `}
            {refusalText(error)}
          </p>
        ))}
        <LeafList leaves={one.leaves} added={one.state === "added"} />
      </details>
    </li>
  );
}

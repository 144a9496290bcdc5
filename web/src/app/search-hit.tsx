import { fieldOf, labelIn, objectOf } from "../api/definition";
import { type FoundHit, type FoundPart, plain } from "../api/search";
import { useMeta } from "../api/session";
import { Avatar } from "../ui/avatar";
import { useTranslation } from "./i18n";
import { objectIcon } from "./icons";
import styles from "./search.module.css";

/** What stands before a record's name: the person's picture, or the object's. */
export function Mark({ object, id, name }: { object: string; id: string; name: string }) {
  const Icon = objectIcon(objectOf(useMeta(), object) ?? { name: object });
  if (object === "customer") return <Avatar id={id} name={name} />;
  return <Icon size={16} className="muted" aria-hidden="true" />;
}

function Parts({ parts }: { parts: FoundPart[] }) {
  return (
    <>
      {parts.map((part, index) => {
        // Parts never move, and have nothing else to tell them apart.
        const key = `${index} ${part.text}`;
        return part.found ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
      })}
    </>
  );
}

/** A record that was found: its name, and what it was found by. */
export function Hit({ object, hit }: { object: string; hit: FoundHit }) {
  const { i18n } = useTranslation();
  const def = objectOf(useMeta(), object);
  const label = (field: string) => labelIn((def && fieldOf(def, field))?.labels, i18n.language, field);
  const name = plain(hit.title);
  return (
    <span className={styles.found}>
      <Mark object={object} id={hit.id} name={name || "?"} />
      <span className={`${styles.name} clip`}>
        {hit.title.length ? <Parts parts={hit.title} /> : <span className="muted">—</span>}
      </span>
      <span className={`${styles.detail} clip`}>
        {hit.fields.slice(0, 2).map((shown) => (
          <span key={shown.field + plain(shown.parts)} title={label(shown.field)}>
            <Parts parts={shown.parts} />
          </span>
        ))}
      </span>
    </span>
  );
}

import { Alert } from "antd";
import { useEffect, useRef } from "react";
import { fieldOf } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import type { Similar } from "./data";
import styles from "./duplicates.module.css";

/** Before saving: the records that this one probably doubles, to be opened beside. */
export function SimilarAlert({ object, similar }: { object: ObjectDef; similar: Similar }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const block = similar.action === "block";
  const named = (name: string) => {
    const field = fieldOf(object, name);
    return field ? labels.field(field) : name;
  };
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={place}>
      <Alert
        type={block ? "error" : "warning"}
        showIcon
        role="alert"
        className={styles.progress}
        title={t(block ? "duplicates.blocked" : "duplicates.there", { count: similar.items.length })}
        description={
          <ul className={styles.similar}>
            {similar.items.map(({ record, fields }) => (
              <li key={record.id}>
                <a href={`/records/${object.name}/${record.id}`} target="_blank" rel="noreferrer">
                  {String(record[object.title] ?? "") || t("list.untitled")}
                </a>{" "}
                <span className="muted">{fields.map(named).join(", ")}</span>
              </li>
            ))}
          </ul>
        }
      />
    </div>
  );
}

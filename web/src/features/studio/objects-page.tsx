import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Problem } from "../../api/client";
import { isSystem } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { objectIcon } from "../../app/icons";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import { Tag } from "../../ui/tag";
import { useLabels } from "../records/field/labels";
import { NewObject } from "./new-object";
import styles from "./studio.module.css";
import "./words";

/** All kinds of records, built in and the company's own. */
export function ObjectsPage() {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const can = useCan();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  if (!can("object.define")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("studio.objects")}
      text={t("studio.objectsText")}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {t("studio.newObject")}
        </Button>
      }
    >
      <ul className={styles.tiles}>
        {meta.objects.map((object) => {
          const Icon = objectIcon(object);
          const own = object.fields.filter((field) => !isSystem(field)).length;
          return (
            <li key={object.name}>
              <button
                type="button"
                className={`plain ${styles.tile}`}
                onClick={() => navigate({ to: "/studio/objects/$object", params: { object: object.name } })}
              >
                <Icon size={18} strokeWidth={1.7} aria-hidden="true" />
                <span className={styles.tileText}>
                  <b className="clip">{labels.plural(object)}</b>
                  <span className="muted">{t("studio.fieldCount", { count: own })}</span>
                </span>
                {object.custom && <Tag color="teal" text={t("studio.custom")} />}
              </button>
            </li>
          );
        })}
      </ul>
      {adding && <NewObject onClose={() => setAdding(false)} />}
    </Page>
  );
}

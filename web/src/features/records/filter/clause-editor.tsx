import { Button } from "antd";
import { useState } from "react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { blank, ClauseFields, isReady } from "./clause-fields";
import styles from "./filter.module.css";
import type { Clause } from "./syntax";

interface Props {
  object: ObjectDef;
  clause?: Clause;
  onDone: (clause: Clause) => void;
}

/** One test, entered and then applied. */
export function ClauseEditor({ object, clause, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(clause ?? blank);
  const ready = isReady(draft);
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onDone(draft);
      }}
    >
      <ClauseFields object={object} clause={draft} onChange={setDraft} open={!clause} />
      <Button type="primary" htmlType="submit" disabled={!ready} block>
        {t("filter.apply")}
      </Button>
    </form>
  );
}

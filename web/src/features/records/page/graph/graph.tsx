import { Button, Modal } from "antd";
import { Maximize2 } from "lucide-react";
import { useState } from "react";
import type { ObjectDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { objectIcon } from "../../../../app/icons";
import styles from "./graph.module.css";
import { Ties } from "./groups";

interface Props {
  object: ObjectDef;
  record: RecordData;
}

/** What a record hangs together with: itself in the middle, what it refers to before it, what refers to it behind. Lists within
 *  lists, so that keys and screen readers go through it as they go through any list. */
export default function Graph({ object, record }: Props) {
  const { t } = useTranslation();
  const [large, setLarge] = useState(false);
  return (
    <>
      <div className={styles.bar}>
        <Button type="text" size="small" icon={<Maximize2 size={14} />} onClick={() => setLarge(true)}>
          {t("graph.large")}
        </Button>
      </div>
      <Drawn object={object} record={record} />
      <Modal
        open={large}
        width="min(1400px, 96vw)"
        title={t("graph.title")}
        footer={null}
        destroyOnHidden
        onCancel={() => setLarge(false)}
      >
        <Drawn object={object} record={record} />
      </Modal>
    </>
  );
}

function Drawn({ object, record }: Props) {
  const { t } = useTranslation();
  const Icon = objectIcon(object);
  return (
    <div className={styles.frame}>
      <div className={styles.graph}>
        <div className={styles.to}>
          <Ties object={object} record={record} side="to" />
        </div>
        <div className={styles.middle}>
          <div className={styles.self}>
            <Icon size={18} aria-hidden="true" />
            <b>{String(record[object.title] ?? "") || t("list.untitled")}</b>
          </div>
        </div>
        <div className={styles.from}>
          <Ties object={object} record={record} side="from" />
        </div>
      </div>
    </div>
  );
}

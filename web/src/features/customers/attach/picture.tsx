import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "../../../app/i18n";
import styles from "./attach.module.css";

interface Props {
  name: string;
  address: string;
  small?: boolean;
}

/** A picture, small; chosen, it opens large. */
export function Picture({ name, address, small }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={`plain ${small ? styles.smallThumb : styles.thumb}`}
        aria-label={t("attach.enlarge", { name })}
        onClick={() => setOpen(true)}
      >
        <img src={address} alt="" loading="lazy" />
      </button>
      <Modal
        open={open}
        centered
        destroyOnHidden
        width="min(1200px, 96vw)"
        title={<span className={styles.pictureName}>{name}</span>}
        footer={null}
        onCancel={() => setOpen(false)}
      >
        <img className={styles.large} src={address} alt={name} />
      </Modal>
    </>
  );
}

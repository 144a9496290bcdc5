import { Radio } from "antd";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { icons, objectIcon } from "../../app/icons";
import styles from "./studio.module.css";

interface Props {
  object: ObjectDef;
  /** Empty: the app's own choice. */
  value?: string;
  onChange?: (icon: string) => void;
}

/** The icon of an object, one of those that the app has. */
export function IconChoice({ object, value = "", onChange }: Props) {
  const { t } = useTranslation();
  const Usual = objectIcon({ ...object, icon: "" });
  return (
    <Radio.Group
      className={styles.icons}
      optionType="button"
      value={value}
      aria-label={t("studio.icon")}
      onChange={({ target }) => onChange?.(target.value)}
    >
      <Radio.Button value="">
        <Usual size={16} aria-hidden="true" /> {t("studio.iconUsual")}
      </Radio.Button>
      {Object.entries(icons).map(([name, Icon]) => (
        <Radio.Button key={name} value={name} aria-label={t(`studio.icons.${name}` as "studio.icons.box")}>
          <Icon size={16} aria-hidden="true" />
        </Radio.Button>
      ))}
    </Radio.Group>
  );
}

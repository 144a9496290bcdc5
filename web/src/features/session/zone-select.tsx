import { Select, type SelectProps } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "../../app/i18n";
import styles from "./account.module.css";
import { allZones, plainZone, zoneHere, zoneWords } from "./zones";

/** Chooses a time zone, this computer's first; found by its name and by what people call it. */
export function ZoneSelect(props: SelectProps<string>) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState(false);
  const options = useMemo(() => {
    const here = zoneHere();
    // hundreds of words, which nobody needs before they look
    return (opened ? allZones(here) : []).map((zone) => ({
      value: zone,
      label: zone,
      words:
        zone === here
          ? `${t("zone.here")}, ${zoneWords(zone, i18n.language)}`
          : zoneWords(zone, i18n.language),
    }));
  }, [opened, i18n.language, t]);
  return (
    <Select<string, (typeof options)[number]>
      {...(props as object)}
      options={options}
      onOpenChange={(open) => open && setOpened(true)}
      showSearch={{
        filterOption: (text, option) =>
          plainZone(`${option?.value} ${option?.words}`).includes(plainZone(text)),
      }}
      optionRender={({ data }) => (
        <span className={styles.zone}>
          {data.label}
          <span className="muted">{data.words}</span>
        </span>
      )}
    />
  );
}

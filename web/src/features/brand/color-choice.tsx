import { Button, Input } from "antd";
import { Check } from "lucide-react";
import { useId } from "react";
import { isColor, isReadable, readable } from "../../app/accent";
import { useTranslation } from "../../app/i18n";
import { ownAccent } from "../../app/theme";
import styles from "./brand.module.css";
import { presets } from "./data";

interface Props {
  /** Empty: the program's own. */
  value: string;
  onChange: (accent: string) => void;
}

/** A colour that is offered, or any other that can be read. */
export function ColorChoice({ value, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const whole = isColor(value);
  const shown = whole ? value : ownAccent.toLowerCase();
  return (
    <fieldset className={styles.colors}>
      <legend>{t("brand.accent")}</legend>
      <div className={styles.swatches}>
        {presets.map((preset) => (
          <label
            key={preset.name}
            className={styles.swatch}
            style={{ background: "shown" in preset ? preset.shown : preset.accent }}
            title={t(`brand.presets.${preset.name}`)}
          >
            <input
              type="radio"
              name={id}
              className="sr-only"
              checked={value === preset.accent}
              onChange={() => onChange(preset.accent)}
            />
            <span className="sr-only">{t(`brand.presets.${preset.name}`)}</span>
            {value === preset.accent && <Check size={18} aria-hidden="true" />}
          </label>
        ))}
      </div>
      <div className={styles.other}>
        <input
          type="color"
          aria-label={t("brand.another")}
          value={shown}
          onChange={(event) => onChange(event.target.value)}
        />
        <Input
          aria-label={t("brand.asText")}
          aria-describedby={`${id}-help`}
          className={styles.hex}
          value={value}
          placeholder={ownAccent.toLowerCase()}
          maxLength={7}
          status={value === "" || (whole && isReadable(value)) ? undefined : "error"}
          onChange={(event) => onChange(event.target.value.trim().toLowerCase())}
        />
      </div>
      <div id={`${id}-help`} className={styles.help} aria-live="polite">
        <Told value={value} onChange={onChange} />
      </div>
    </fieldset>
  );
}

function Told({ value, onChange }: Props) {
  const { t } = useTranslation();
  if (value !== "" && !isColor(value)) return <span className={styles.wrong}>{t("brand.malformed")}</span>;
  if (value === "" || isReadable(value)) return <span className="muted">{t("brand.accentHelp")}</span>;
  const shade = readable(value);
  return (
    <>
      <span className={styles.wrong}>{t("brand.tooLight")}</span>
      <Button
        size="small"
        icon={<i className={styles.dot} style={{ background: shade }} />}
        onClick={() => onChange(shade)}
      >
        {t("brand.use", { shade })}
      </Button>
    </>
  );
}

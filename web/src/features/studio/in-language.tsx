import { Form, Input, Segmented } from "antd";
import type { LanguageCode } from "../../api/types";
import { languageNames, languages, useTranslation } from "../../app/i18n";
import styles from "./studio.module.css";

interface ChoiceProps {
  language: LanguageCode;
  onChange: (language: LanguageCode) => void;
}

/** In which language the words of a definition are shown and written. */
export function LanguageChoice({ language, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <Segmented<LanguageCode>
      block
      className={styles.languages}
      value={language}
      onChange={onChange}
      aria-label={t("studio.wordsIn")}
      options={languages.map((one) => ({ value: one, label: <span lang={one}>{languageNames[one]}</span> }))}
    />
  );
}

interface WordsProps {
  /** The field of the form: `labels`, `plural`, `help`. */
  name: string;
  label: string;
  language: LanguageCode;
  long?: boolean;
  /** What is shown where this language has no words. */
  instead?: string;
}

/** Words in one language; those of the others stay in the form. */
export function Words({ name, label, language, long, instead }: WordsProps) {
  const placeholder = instead || undefined;
  return (
    <Form.Item key={language} name={[name, language]} label={label}>
      {long ? (
        <Input.TextArea lang={language} autoSize={{ minRows: 2 }} maxLength={500} placeholder={placeholder} />
      ) : (
        <Input lang={language} maxLength={100} placeholder={placeholder} />
      )}
    </Form.Item>
  );
}

import { Select } from "antd";
import { useTranslation } from "../../app/i18n";
import type { Preview, Written } from "./data";
import styles from "./imports.module.css";

/** What may separate the cells of a text, with the word for it. */
const delimiters = [
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "bar"],
] as const;

/** Encoding and delimiter of a text as they were told, or the sheet of a spreadsheet; each can be changed. */
export function HowWritten({
  preview,
  written,
  onChange,
}: {
  preview: Preview;
  written: Written;
  onChange: (written: Written) => void;
}) {
  const { t } = useTranslation();
  if (preview.kind === "spreadsheet")
    return (
      <Select
        className={styles.written}
        value={written.sheet ?? preview.sheet}
        onChange={(sheet) => onChange({ sheet })}
        aria-label={t("imports.sheet")}
        options={preview.sheets?.map((value) => ({ value, label: value }))}
        popupMatchSelectWidth={false}
      />
    );
  const told = preview.encoding ?? "UTF-8";
  const names = preview.encodings.includes(told) ? preview.encodings : [told, ...preview.encodings];
  return (
    <>
      <Select
        className={styles.written}
        value={written.encoding ?? told}
        onChange={(encoding) => onChange({ ...written, encoding })}
        aria-label={t("imports.encoding")}
        options={names.map((value) => ({ value, label: value }))}
        popupMatchSelectWidth={false}
      />
      <Select
        className={styles.written}
        value={written.delimiter ?? preview.delimiter}
        onChange={(delimiter) => onChange({ ...written, delimiter })}
        aria-label={t("imports.delimiter")}
        options={delimiters.map(([value, word]) => ({ value, label: t(`imports.delimiters.${word}`) }))}
        popupMatchSelectWidth={false}
      />
    </>
  );
}

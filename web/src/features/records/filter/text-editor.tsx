import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "../../../app/i18n";
import styles from "./filter.module.css";
import { parse, SyntaxProblem } from "./syntax";

/** A condition written by hand, for what chips cannot say: "or", parentheses. */
export function TextEditor({ text, onDone }: { text: string; onDone: (text: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  const [wrong, setWrong] = useState<string>();
  function done() {
    try {
      parse(typed);
      onDone(typed.trim());
    } catch (error) {
      const at = error instanceof SyntaxProblem ? error.at : 0;
      setWrong(t("filter.wrong", { place: at + 1, near: typed.slice(at, at + 12) || t("filter.end") }));
    }
  }
  return (
    <div className={styles.editor}>
      <Input.TextArea
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(undefined);
        }}
        autoSize={{ minRows: 2, maxRows: 8 }}
        status={wrong ? "error" : undefined}
        aria-label={t("filter.byHand")}
        spellCheck={false}
        autoFocus
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          done();
        }}
      />
      {wrong ? <p className={styles.wrong}>{wrong}</p> : <p className={styles.hint}>{t("filter.syntax")}</p>}
      <Button type="primary" onClick={done} block>
        {t("filter.apply")}
      </Button>
    </div>
  );
}

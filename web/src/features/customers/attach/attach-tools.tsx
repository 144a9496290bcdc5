import { Button } from "antd";
import { Mic, Paperclip } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "../../../app/i18n";
import styles from "./attach.module.css";
import type { useRecorder } from "./use-recorder";

interface Props {
  recorder: ReturnType<typeof useRecorder>;
  onFiles: (files: File[]) => void;
}

/** Chooses files, and records what is said. */
export function AttachTools({ recorder, onFiles }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className={styles.tools}>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = "";
        }}
      />
      <Button
        data-hint={t("attach.addHint")}
        type="text"
        size="small"
        icon={<Paperclip size={15} />}
        aria-label={t("attach.add")}
        onClick={() => input.current?.click()}
      />
      <Button
        data-hint={t("attach.record")}
        type="text"
        size="small"
        icon={<Mic size={15} />}
        aria-label={t("attach.record")}
        disabled={recorder.state !== "off"}
        onClick={recorder.start}
      />
    </span>
  );
}

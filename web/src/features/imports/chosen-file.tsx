import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { FileSpreadsheet, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatBytes } from "../../ui/format";
import { previewQuery, type Written } from "./data";
import { HowWritten } from "./how-written";
import styles from "./imports.module.css";
import { useReading } from "./use-reading";
import { useSend } from "./use-send";

/** A file that was chosen: how it is written, its first rows, what its columns mean; to be tried or taken in. */
export function ChosenFile({ file, onClose }: { file: File; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const [written, setWritten] = useState<Written>({});
  const { data, error, isPending } = useQuery({
    ...previewQuery(file, written),
    placeholderData: keepPreviousData,
  });
  // When a choice cannot be read by, another one can still be made.
  const { data: first } = useQuery(previewQuery(file, {}));
  const shown = data ?? first;
  const { send, sent } = useSend();
  const reading = useReading(error ? undefined : data);
  const take = (dryRun: boolean) => reading.chosen && send(file, { ...reading.chosen, ...written }, dryRun);
  return (
    <div className={styles.fresh}>
      <FileSpreadsheet size={22} strokeWidth={1.6} aria-hidden="true" />
      <div className={styles.file}>
        <b className="clip">{file.name}</b>
        <span className="muted num">{formatBytes(file.size, language)}</span>
      </div>
      {sent === undefined ? (
        <>
          {shown && <HowWritten preview={shown} written={written} onChange={setWritten} />}
          {reading.select}
          <Button disabled={!reading.chosen} loading={isPending} onClick={() => take(true)}>
            {t("imports.dryRun")}
          </Button>
          <Button type="primary" disabled={!reading.chosen} onClick={() => take(false)}>
            {t("imports.run")}
          </Button>
          <Button type="text" icon={<X size={16} />} aria-label={t("imports.otherFile")} onClick={onClose} />
        </>
      ) : (
        <Progress
          className={styles.sending}
          percent={Math.round(sent * 100)}
          aria-label={t("imports.sending")}
        />
      )}
      {error && <Failure small error={error} />}
      {reading.below}
    </div>
  );
}

import { Button, Progress } from "antd";
import { CircleAlert, Mic, Paperclip, RotateCcw, X } from "lucide-react";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatBytes, formatDuration, formatPercent } from "../../../ui/format";
import { useProblemText } from "../../../ui/notices";
import styles from "./attach.module.css";
import { isPicture, isSound, lengthOf, type Pending } from "./files";
import { Picture } from "./picture";
import type { useFiles } from "./use-files";

/** Files that go with what is being written: seen, heard and taken away before they are sent. */
export function PendingFiles({ held }: { held: ReturnType<typeof useFiles> }) {
  const { t } = useTranslation();
  if (held.files.length === 0) return null;
  return (
    <ul className={styles.pending} aria-label={t("attach.list")}>
      {held.files.map((one) => (
        <li key={one.key} data-wrong={one.wrong ? "" : undefined}>
          <Look one={one} address={held.addressOf(one)} />
          <div className={styles.about}>
            <span className="clip" title={one.name}>
              {one.name}
            </span>
            <State one={one} />
          </div>
          {one.wrong !== undefined && (
            <Button
              size="small"
              icon={<RotateCcw size={13} />}
              aria-label={t("attach.retryWhat", { name: one.name })}
              onClick={() => held.retry(one.key)}
            >
              {t("attach.retry")}
            </Button>
          )}
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("attach.remove", { name: one.name })}
            onClick={() => held.remove(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}

function Look({ one, address }: { one: Pending; address: string }) {
  const Icon = isSound(one.name) ? Mic : Paperclip;
  if (isPicture(one.name)) return <Picture name={one.name} address={address} small />;
  return (
    <span className={styles.sign}>
      <Icon size={16} aria-hidden="true" />
    </span>
  );
}

function State({ one }: { one: Pending }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const why = useProblemText();
  if (one.wrong !== undefined) {
    return (
      <span className={styles.wrong} role="alert">
        <CircleAlert size={13} aria-hidden="true" />
        <span>
          {t("attach.failed")}
          {why(one.wrong)}
        </span>
      </span>
    );
  }
  if (one.share !== undefined) {
    return (
      <Progress
        percent={one.share * 100}
        size={{ height: 3 }}
        format={() => formatPercent(Math.floor(one.share! * 100) / 100, language)}
        aria-label={t("attach.storing", { name: one.name })}
      />
    );
  }
  if (isSound(one.name) && one.file) return <Sound file={one.file} name={one.name} />;
  return <span className="muted num">{formatBytes(one.size, language)}</span>;
}

/** Plays a sound in place. */
export function Sound({ file, name }: { file: string; name: string }) {
  const { t } = useTranslation();
  const seconds = lengthOf(name);
  return (
    <span className={styles.sound}>
      {/* biome-ignore lint/a11y/useMediaCaption: there is no text of what was said */}
      <audio controls preload="none" src={`/api/files/${file}`} aria-label={t("attach.play", { name })} />
      {seconds !== undefined && <span className="muted num">{formatDuration(seconds)}</span>}
    </span>
  );
}

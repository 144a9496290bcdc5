import { useQuery } from "@tanstack/react-query";
import { Download, FileText } from "lucide-react";
import { request } from "../../../api/client";
import { recordQuery } from "../../../api/records";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatBytes } from "../../../ui/format";
import styles from "./attach.module.css";
import { isPicture, isSound } from "./files";
import { Sound } from "./pending-files";
import { Picture } from "./picture";

/** What was attached, where it stands on the timeline: pictures are seen, sound is heard, other files are fetched. */
export function Attached({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const { data, isError } = useQuery({ ...recordQuery("attachment", id), staleTime: 300_000 });
  const file = typeof data?.file === "string" ? data.file : undefined;
  if (isError || data?.deleted_at) {
    return (
      <p className="muted">
        {name} · {t("attach.gone")}
      </p>
    );
  }
  if (!file) return <p className="muted">{name}</p>;
  if (isPicture(name)) return <Picture name={name} address={`/api/files/${file}`} />;
  if (isSound(name)) return <Sound file={file} name={name} />;
  return <FileLine file={file} name={name} />;
}

function FileLine({ file, name }: { file: string; name: string }) {
  const { language } = usePlace();
  const { data: size } = useQuery({
    queryKey: ["file-size", file],
    queryFn: async ({ signal }) => {
      let bytes: number | null = null;
      await request("HEAD", `/files/${file}`, {
        signal,
        onHeaders: (headers) => {
          bytes = Number(headers.get("Content-Length")) || null;
        },
      });
      return bytes as number | null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <p className={styles.file}>
      <FileText size={15} className="muted" aria-hidden="true" />
      <a href={`/api/files/${file}`} download={name} className="clip" title={name}>
        {name}
      </a>
      <Download size={13} className="muted" aria-hidden="true" />
      {size && <span className="muted num">{formatBytes(size, language)}</span>}
    </p>
  );
}

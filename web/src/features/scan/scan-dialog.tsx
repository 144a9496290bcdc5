import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Button, Modal, Upload } from "antd";
import { Image } from "lucide-react";
import { useRef, useState } from "react";
import { searchQuery } from "../../api/search";
import { useTranslation } from "../../app/i18n";
import { useProblemText } from "../../ui/notices";
import { addressed, meant } from "./data";
import { pixels, reader } from "./reader";
import styles from "./scan.module.css";
import { useCamera } from "./use-camera";

interface Props {
  /** Several records have to do with the code: it is to be searched for. */
  onSearch: (code: string) => void;
  onClose: () => void;
}

/** Reads a bar code or QR code by the camera or from a picture, and opens the record that it stands for. */
export default function ScanDialog({ onSearch, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const video = useRef<HTMLVideoElement>(null);
  const [code, setCode] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const failure = useCamera(video, code === undefined && !wrong, open);

  async function open(read: string) {
    const text = read.trim();
    setCode(text);
    try {
      const found = addressed(text) ? undefined : await client.fetchQuery(searchQuery(text));
      const place = found ? meant(found, text) : addressed(text);
      if (!place && found?.groups.length === 0) return setWrong(t("scan.nothing", { code: text }));
      onClose();
      if (place) navigate({ to: "/records/$object/$id", params: place });
      else onSearch(text);
    } catch (error) {
      setWrong(problemText(error));
    }
  }
  async function readPicture(file: Blob) {
    setWrong(undefined);
    const image = await createImageBitmap(file).catch(() => undefined);
    const picture = image && pixels(image, image.width, image.height);
    const read = picture && (await (await reader())(picture));
    if (read) await open(read);
    else setWrong(t("scan.noCode"));
  }
  function again() {
    setCode(undefined);
    setWrong(undefined);
  }
  return (
    <Modal open title={t("scan.title")} width={480} footer={null} onCancel={onClose}>
      <div className={styles.scan}>
        {!failure && !wrong && (
          <div className={styles.frame}>
            <video ref={video} muted playsInline aria-label={t("scan.camera")} />
          </div>
        )}
        <div aria-live="polite">
          {failure && <Alert type="warning" showIcon title={t(`scan.${failure}`)} />}
          {wrong && (
            <Alert
              type="info"
              showIcon
              title={wrong}
              action={
                failure ? undefined : (
                  <Button size="small" onClick={again}>
                    {t("scan.again")}
                  </Button>
                )
              }
            />
          )}
          {!failure && !wrong && (
            <p className="muted">{code ? t("scan.looking", { code }) : t("scan.hint")}</p>
          )}
        </div>
        <Upload
          accept="image/*"
          showUploadList={false}
          beforeUpload={(file) => {
            readPicture(file);
            return false;
          }}
        >
          <Button icon={<Image size={15} />}>{t("scan.picture")}</Button>
        </Upload>
      </div>
    </Modal>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Upload } from "antd";
import { ImageUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { meQuery, useMe } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import styles from "./brand.module.css";
import { deleteLogo, largest, putLogo } from "./data";

/** The company's logo: set, replaced, taken away; each at once. */
export function LogoPart() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undo = useUndoNotice();
  const { logo } = useMe().company;
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();

  /** Does it; says so with the way back to the picture that was there. */
  async function change(work: () => Promise<unknown>, done: string) {
    setBusy(true);
    setWrong(undefined);
    try {
      const before = logo ? await (await fetch(logo)).blob() : undefined;
      await work();
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      undo(done, async () => {
        try {
          await (before ? putLogo(before) : deleteLogo());
          await client.invalidateQueries({ queryKey: meQuery.queryKey });
        } catch (error) {
          fail(t("brand.logo"), error);
        }
      });
    } catch (error) {
      fail(t("brand.logo"), error);
    } finally {
      setBusy(false);
    }
  }
  async function take(picture: File) {
    if (picture.size > largest) return setWrong(t("brand.tooLarge"));
    const shows = await createImageBitmap(picture).then(
      () => true,
      () => false,
    );
    if (!shows) return setWrong(t("brand.noPicture"));
    await change(() => putLogo(picture), t("brand.logoSet"));
  }
  return (
    <section className={styles.part}>
      <h2>{t("brand.logo")}</h2>
      <p className="muted">{t("brand.logoHelp")}</p>
      {logo ? (
        <div className={styles.paper}>
          <img src={logo} alt={t("brand.logo")} />
        </div>
      ) : (
        <p className={styles.none}>{t("brand.logoNone")}</p>
      )}
      {wrong && <Alert type="error" showIcon title={wrong} role="alert" className={styles.failure} />}
      <div className={styles.buttons}>
        <Upload
          showUploadList={false}
          accept="image/png,image/jpeg,image/webp"
          beforeUpload={(picture) => {
            take(picture);
            return false;
          }}
        >
          <Button icon={<ImageUp size={15} />} loading={busy}>
            {t(logo ? "brand.replace" : "brand.choose")}
          </Button>
        </Upload>
        {logo && (
          <Button
            icon={<Trash2 size={15} />}
            disabled={busy}
            onClick={() => change(deleteLogo, t("brand.logoGone"))}
          >
            {t("brand.takeAway")}
          </Button>
        )}
      </div>
    </section>
  );
}

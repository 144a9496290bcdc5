import { Button } from "antd";
import { post } from "../../api/client";
import { noteSignedIn } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import styles from "./account.module.css";
import { Passkeys } from "./passkeys";
import { SecondFactor } from "./second-factor";

/** Where those stand whose company asks for a second factor that they do not have yet. */
export function EnrolPage() {
  const { t } = useTranslation();
  async function leave() {
    noteSignedIn(false);
    await post("/sign-out").catch(() => {});
    window.location.assign("/sign-in");
  }
  return (
    <main className={styles.alone}>
      <h1>{t("account.second")}</h1>
      <SecondFactor onEnrolled={() => window.location.assign("/")} />
      <h2 className={styles.or}>{t("account.passkeys")}</h2>
      <Passkeys onAdded={() => window.location.assign("/")} />
      <Button type="link" onClick={leave} style={{ marginTop: 24, paddingInline: 0 }}>
        {t("me.signOut")}
      </Button>
    </main>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Button, Drawer, Grid } from "antd";
import { Keyboard, Signpost } from "lucide-react";
import { act } from "../../app/actions";
import { currentLanguage, type Language, useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import styles from "./help.module.css";
import { type Help, type Topic, topicOf } from "./rooms";

const loaders: Record<Language, () => Promise<{ default: Record<Topic, Help> }>> = {
  en: () => import("./words/en"),
  "zh-CN": () => import("./words/zh-CN"),
  "zh-TW": () => import("./words/zh-TW"),
};

/** What the room that is shown is for, and how the usual things are done there. */
export default function HelpDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { md = true } = Grid.useBreakpoint();
  const { pathname } = useLocation();
  const language = currentLanguage();
  const { data, error, refetch } = useQuery({
    queryKey: ["help", language],
    queryFn: async () => (await loaders[language]()).default,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const help = data?.[topicOf(pathname)];
  function go(id: string) {
    onClose();
    act(id);
  }
  return (
    <Drawer
      open
      mask={!md}
      onClose={onClose}
      size={md ? 380 : "100%"}
      title={t("help.title")}
      footer={
        <div className={styles.more}>
          <Button type="text" icon={<Keyboard size={15} />} onClick={() => go("shortcuts")}>
            {t("shortcuts.title")}
          </Button>
          <Button type="text" icon={<Signpost size={15} />} onClick={() => go("tour")}>
            {t("tour.title")}
          </Button>
        </div>
      }
    >
      {error && <Failure error={error} retry={() => refetch()} />}
      {help && (
        <article className={styles.help}>
          <h2>{help.title}</h2>
          <p className="muted">{help.about}</p>
          <ul>
            {help.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </article>
      )}
    </Drawer>
  );
}

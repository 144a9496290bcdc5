import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { Grid } from "antd";
import { type CSSProperties, useCallback, useEffect, useState } from "react";
import { meQuery } from "../api/session";
import { BulkWatch } from "../features/bulk/bulk-watch";
import { useLive } from "../features/live/live";
import { askRooms } from "../routes/ahead";
import { onDemand } from "../ui/on-demand";
import { BottomBar } from "./bottom-bar";
import { Commands } from "./commands";
import { CreateHost } from "./create-host";
import { DemoBanner } from "./demo-banner";
import { useTranslation } from "./i18n";
import { afterFirstPage } from "./later";
import { useNavigation } from "./navigation";
import { OfflineNotice } from "./offline-notice";
import { usePreferences } from "./preferences";
import styles from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";
import { VersionNotice } from "./version-notice";

const PhoneMenu = onDemand(() => import("./phone-menu"));

/** The frame of every room: navigation, top bar, and the room itself. */
export function Shell() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { md = true, lg = true } = Grid.useBreakpoint();
  const preferences = usePreferences();
  const collapsed = preferences.collapsed || !lg;
  const groups = useNavigation();
  /** Where the menu of a phone was opened: it is shut by going elsewhere. */
  const [menu, setMenu] = useState<string>();
  const router = useRouter();
  const openMenu = useCallback(() => setMenu(router.state.location.pathname), [router]);
  useLive(me?.must_enrol ? undefined : me?.user.id);

  useEffect(() => afterFirstPage(askRooms), []);
  useEffect(() => {
    if (me === null) router.navigate({ to: "/sign-in", search: { next: router.state.location.href } });
  }, [me, router]);

  if (!me) return null;
  return (
    <CreateHost>
      <Commands groups={groups} />
      <BulkWatch />
      <a href="#main" className={styles.skip}>
        {t("nav.skip")}
      </a>
      <div
        className={styles.shell}
        data-phone={md ? undefined : ""}
        style={{ "--side": collapsed ? "60px" : "216px" } as CSSProperties}
      >
        {md && <Sidebar groups={groups} collapsed={collapsed} />}
        <div className={styles.body}>
          <header>
            <OfflineNotice />
            <VersionNotice />
            <DemoBanner />
            <TopBar groups={groups} phone={!md} onMenu={openMenu} />
          </header>
          <main id="main" className={styles.main} tabIndex={-1}>
            <Outlet />
          </main>
          {!md && <BottomBar groups={groups} onMore={openMenu} />}
        </div>
        {!md && menu && (
          <PhoneMenu at={menu} company={me.company} groups={groups} onClose={() => setMenu(undefined)} />
        )}
      </div>
    </CreateHost>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Drawer, Grid } from "antd";
import { type CSSProperties, useEffect, useState } from "react";
import { calledBy } from "../api/brand";
import { meQuery } from "../api/session";
import { BulkWatch } from "../features/bulk/bulk-watch";
import { useLive } from "../features/live/live";
import { BrandSign } from "../ui/brand-sign";
import { BottomBar } from "./bottom-bar";
import { Commands } from "./commands";
import { CreateHost } from "./create-host";
import { DemoBanner } from "./demo-banner";
import { useTranslation } from "./i18n";
import { useNavigation } from "./navigation";
import { OfflineNotice } from "./offline-notice";
import { usePreferences } from "./preferences";
import styles from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";
import { VersionNotice } from "./version-notice";

/** The frame of every room: navigation, top bar, and the room itself. */
export function Shell() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { md = true, lg = true } = Grid.useBreakpoint();
  const preferences = usePreferences();
  const collapsed = preferences.collapsed || !lg;
  const groups = useNavigation();
  const [menu, setMenu] = useState(false);
  const navigate = useNavigate();
  const location = useLocation();
  useLive(me?.must_enrol ? undefined : me?.user.id);

  useEffect(() => {
    if (me === null) navigate({ to: "/sign-in", search: { next: location.href } });
  }, [me, navigate, location.href]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when the address changes
  useEffect(() => setMenu(false), [location.pathname]);

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
            <TopBar groups={groups} phone={!md} onMenu={() => setMenu(true)} />
          </header>
          <main id="main" className={styles.main} tabIndex={-1}>
            <Outlet />
          </main>
          {!md && <BottomBar groups={groups} onMore={() => setMenu(true)} />}
        </div>
        {!md && (
          <Drawer
            open={menu}
            onClose={() => setMenu(false)}
            placement="left"
            size={280}
            title={
              <span className={styles.company}>
                <BrandSign size={24} name={calledBy(me.company)} />
              </span>
            }
            styles={{ body: { padding: 0 } }}
          >
            <Sidebar groups={groups} collapsed={false} inDrawer />
          </Drawer>
        )}
      </div>
    </CreateHost>
  );
}

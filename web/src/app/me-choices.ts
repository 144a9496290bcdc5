import { useNavigate } from "@tanstack/react-router";
import { post, request } from "../api/client";
import { noteSignedIn } from "../api/session";
import { useFailureNotice } from "../ui/notices";
import { type Language, setLanguage, useTranslation } from "./i18n";
import { type Preferences, setPreferences } from "./preferences";

/** Does what a person chose for themselves: `account`, `out`, `language:en`, `mode:dark`, `density:compact`. */
export function useMeChoice() {
  const { t } = useTranslation();
  const fail = useFailureNotice();
  const navigate = useNavigate();
  return async (key: string) => {
    if (key === "account") await navigate({ to: "/account" });
    const [what, value] = key.split(":") as [string, string];
    if (what === "mode") setPreferences({ mode: value as Preferences["mode"] });
    if (what === "density") setPreferences({ density: value as Preferences["density"] });
    if (what === "language") {
      await setLanguage(value as Language);
      await request("PATCH", "/me", { json: { language: value } }).catch((error) =>
        fail(t("me.language"), error),
      );
    }
    if (what === "out") {
      noteSignedIn(false);
      await post("/sign-out").catch(() => {});
      // a fresh page: nothing of the person stays in memory
      window.location.assign("/sign-in");
    }
  };
}

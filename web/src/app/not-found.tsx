import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { Empty } from "../ui/empty";
import { useTranslation } from "./i18n";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon={Compass} title={t("error.noPage")} text={t("error.noPageText")}>
      <Link to="/">{t("error.home")}</Link>
    </Empty>
  );
}

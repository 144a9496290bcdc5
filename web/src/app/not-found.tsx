import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../ui/empty";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon={Compass} title={t("error.noPage")} text={t("error.noPageText")}>
      <Link to="/">{t("error.home")}</Link>
    </Empty>
  );
}

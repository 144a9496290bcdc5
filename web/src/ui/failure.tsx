import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { CloudOff, Lock, SearchX, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/client";
import { Empty } from "./empty";
import { problemText } from "./refusal";

interface Props {
  error: unknown;
  retry?: () => void;
  small?: boolean;
}

/** A part of a page that could not be shown: what happened and what to do. */
export function Failure({ error, retry, small }: Props) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const again = retry && (
    <Button size={small ? "small" : "middle"} onClick={retry}>
      {t("error.retry")}
    </Button>
  );
  const out = !small && <Link to="/">{t("error.home")}</Link>;
  if (problem?.status === 0) {
    return (
      <Empty small={small} icon={CloudOff} title={t("error.unreachable")} text={t("error.unreachableText")}>
        {again}
      </Empty>
    );
  }
  if (problem?.code === "address_not_allowed") {
    return <Empty small={small} icon={Lock} title={t("error.network")} text={t("error.networkText")} />;
  }
  if (problem?.status === 403) {
    return (
      <Empty small={small} icon={Lock} title={t("error.forbidden")} text={t("error.forbiddenText")}>
        {out}
      </Empty>
    );
  }
  if (problem?.status === 404) {
    return (
      <Empty small={small} icon={SearchX} title={t("error.notFound")} text={t("error.notFoundText")}>
        {out}
      </Empty>
    );
  }
  const text = problem ? problemText(problem) : error instanceof Error ? error.message : String(error);
  return (
    <Empty small={small} icon={TriangleAlert} title={t("error.refused")} text={text}>
      {again}
    </Empty>
  );
}

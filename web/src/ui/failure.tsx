import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { CloudOff, Lock, SearchX, TriangleAlert, WifiOff } from "lucide-react";
import { useEffect } from "react";
import { Problem } from "../api/client";
import { keptDrafts } from "../app/drafts";
import { useTranslation } from "../app/i18n";
import { Empty } from "./empty";
import { problemText } from "./refusal";

interface Props {
  error: unknown;
  retry?: () => void;
  small?: boolean;
}

/** A script of the app did not come; browsers say so in words of their own only. */
const partMissing = (error: unknown) =>
  error instanceof TypeError && /module script failed|dynamically imported module/i.test(error.message);

/** A part of a page that could not be shown: what happened and what to do. */
export function Failure({ error, retry, small }: Props) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  if (problem?.status === 0) return <Unreachable retry={retry} small={small} />;
  // the browser remembers that a script failed, and asks for it again only from a fresh page
  if (partMissing(error)) return <Unreachable retry={() => window.location.reload()} small={small} />;
  const out = !small && <Link to="/">{t("error.home")}</Link>;
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
  const reference = problem && problem.status >= 500 && problem.requestId;
  return (
    <Empty
      small={small}
      icon={TriangleAlert}
      title={t("error.refused")}
      text={reference ? `${text} ${t("error.reference", { id: reference })}` : text}
    >
      {retry && <Again retry={retry} small={small} />}
      {out}
    </Empty>
  );
}

function Again({ retry, small }: { retry: () => void; small?: boolean }) {
  const { t } = useTranslation();
  return (
    <Button size={small ? "small" : "middle"} onClick={retry}>
      {t("error.retry")}
    </Button>
  );
}

/** No connection, or no server: what is kept here meanwhile. Tries again by itself when the connection is back. */
function Unreachable({ retry, small }: Omit<Props, "error">) {
  const { t } = useTranslation();
  useEffect(() => {
    if (!retry) return;
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [retry]);
  const offline = !navigator.onLine;
  const text = t(offline ? "error.offlineText" : "error.unreachableText");
  const kept = small ? 0 : keptDrafts();
  return (
    <Empty
      small={small}
      icon={offline ? WifiOff : CloudOff}
      title={t(offline ? "error.offlineTitle" : "error.unreachable")}
      text={kept ? `${text} ${t("error.kept", { count: kept })}` : text}
    >
      {retry && <Again retry={retry} small={small} />}
    </Empty>
  );
}

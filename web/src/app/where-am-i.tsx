import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useEffect } from "react";
import { calledBy } from "../api/brand";
import { objectOf } from "../api/definition";
import { recordQuery } from "../api/records";
import { useMe, useMeta } from "../api/session";
import { lastListSearch } from "../features/records/list/memory";
import { useTranslation } from "./i18n";
import { type Group, useCurrentPlace } from "./navigation";
import styles from "./top-bar.module.css";

/** Department, room and record that are shown; also the title of the browser's tab. */
export function WhereAmI({ groups }: { groups: Group[] }) {
  const { t } = useTranslation();
  const current = useCurrentPlace(groups);
  const called = calledBy(useMe().company);
  const title = useRecordTitle();
  const place = current?.place.text ?? t("app.name");
  useEffect(() => {
    document.title = [title, place, called].filter(Boolean).join(" · ");
  }, [title, place, called]);
  if (!current) return <div />;
  const object = current.place.to.startsWith("/records/") ? current.place.key : "";
  return (
    <nav className={styles.where} aria-label={t("nav.where")}>
      {title ? (
        <>
          <Link to={current.place.to} search={object ? lastListSearch(object) : {}}>
            {place}
          </Link>
          <ChevronRight size={14} aria-hidden="true" />
          <b className="clip">{title}</b>
        </>
      ) : (
        <b className="clip">{place}</b>
      )}
    </nav>
  );
}

function useRecordTitle(): string | undefined {
  const params = useParams({ strict: false });
  const meta = useMeta();
  const object = params.object ? objectOf(meta, params.object) : undefined;
  const { data } = useQuery({
    ...recordQuery(object?.name ?? "", params.id ?? ""),
    enabled: Boolean(object && params.id),
  });
  if (!object || !params.id || !data) return undefined;
  const value = data[object.title];
  return typeof value === "string" ? value : undefined;
}

import type { Schemas } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { When } from "../../../ui/when";
import { ByLine } from "./by-line";

export type Origin = Schemas["Origin"];

interface Props {
  origin: Origin;
  /** Who told of it. */
  source?: string | null;
  seen?: string | null;
}

/** Where a value comes from: who or what set it, and when. */
export function OriginLine({ origin, source, seen }: Props) {
  const { t } = useTranslation();
  if (origin.kind === "unknown" || !origin.at) return <>{t("origin.unknown")}</>;
  return (
    <>
      {source && `${source} · `}
      <ByLine
        kind={origin.kind}
        id={origin.import ?? origin.user ?? undefined}
        name={origin.import_name ?? undefined}
      />{" "}
      · <When value={origin.at} />
      {seen && seen > origin.at && (
        <>
          {" "}
          · {t("origin.seen")} <When value={seen} />
        </>
      )}
    </>
  );
}

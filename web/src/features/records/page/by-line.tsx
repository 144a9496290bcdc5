import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../../app/i18n";
import { UserName } from "../field/reference-link";

interface Props {
  kind: string;
  id?: string;
  name?: string;
}

/** On whose behalf something was written. */
export function ByLine({ kind, id, name }: Props) {
  const { t } = useTranslation();
  if (kind === "import" && id) {
    return (
      <Link to="/imports/$id" params={{ id }}>
        {name ?? t("by.import")}
      </Link>
    );
  }
  if (id && (kind === "person" || kind === "operation" || kind === "hand_over"))
    return <UserName id={id} title={name} />;
  const known =
    (["import", "undo", "merge", "system", "person", "operation"] as const).find((one) => one === kind) ??
    "system";
  return <span className="muted">{name ?? t(`by.${known}`)}</span>;
}

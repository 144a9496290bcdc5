import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../app/i18n";

/** Goes to the list of which a card shows the beginning. */
export function All({ object, filter, sort }: { object: string; filter?: string; sort?: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/records/$object" params={{ object }} search={{ filter, sort }}>
      {t("action.showAll")}
    </Link>
  );
}

import { Link } from "@tanstack/react-router";
import type { Count, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import styles from "./rules.module.css";

interface Props {
  object: ObjectDef;
  condition: string;
  found: Count;
}

/** How many of the records that are there break a rule, and the list of them. */
export function Breaking({ object, condition, found }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const number = `${formatNumber(found.count, language)}${found.exact ? "" : "+"}`;
  return (
    <>
      {t("rules.breaking", { count: found.count, number })}{" "}
      <Link
        to="/records/$object"
        params={{ object: object.name }}
        search={{ filter: condition }}
        target="_blank"
        className={styles.them}
      >
        {t("rules.seeThem")}
      </Link>
    </>
  );
}

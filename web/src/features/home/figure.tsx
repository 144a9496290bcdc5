import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { countQuery } from "../../api/records";
import { usePlace } from "../../app/place";
import { formatCount } from "../../ui/format";
import styles from "./home-page.module.css";

interface Props {
  name: string;
  icon: LucideIcon;
  object: string;
  filter?: string;
  sort?: string;
}

/** How many records a list has; a press opens it. */
export function Figure({ name, icon: Icon, object, filter, sort }: Props) {
  const { language } = usePlace();
  const { data } = useQuery(countQuery(object, { filter }));
  return (
    <Link to="/records/$object" params={{ object }} search={{ filter, sort }} className={styles.figure}>
      <span className={styles.name}>
        <Icon size={15} aria-hidden="true" />
        {name}
      </span>
      <b className="num">{data ? formatCount(data, language) : "…"}</b>
    </Link>
  );
}

import type { LucideIcon } from "lucide-react";
import { labelIn } from "../api/definition";
import { useCan, useMeta } from "../api/session";
import { useTranslation } from "./i18n";
import { objectIcon } from "./icons";

interface Creatable {
  name: string;
  text: string;
  icon: LucideIcon;
}

/** Objects of which the person may make a record by hand. */
export function useCreatable(): Creatable[] {
  const { i18n } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  if (!can("record.create")) return [];
  return meta.objects
    .filter(
      (object) => object.department && !object.append_only && !object.hidden && object.may.includes("create"),
    )
    .map((object) => ({
      name: object.name,
      text: labelIn(object.labels, i18n.language, object.name),
      icon: objectIcon(object),
    }));
}

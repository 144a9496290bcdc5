import type { FieldDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { UserName } from "../field/reference-link";
import { FieldValue } from "../field/value";
import type { Group } from "./summary";

/** What a group is called: the value as lists show it, a month, or that there is none. */
export function GroupLabel({ field, group }: { field: FieldDef; group: Group }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { value, title } = group;
  if (value === null) return <span className="muted">{t("list.noValue")}</span>;
  if (typeof value === "string" && /^\d{4}(-\d\d)?$/.test(value) && field.type.startsWith("date")) {
    const options =
      value.length > 4 ? ({ year: "numeric", month: "long" } as const) : { year: "numeric" as const };
    const name = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return <span className="num">{name.format(new Date(`${value.padEnd(7, "-01")}-01T00:00:00Z`))}</span>;
  }
  if (field.type === "reference") return <span className="clip">{title ?? t("list.closedTo")}</span>;
  if (field.type === "user") return <UserName id={String(value)} title={title ?? undefined} />;
  return <FieldValue field={field} value={value} cell />;
}

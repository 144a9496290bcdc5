import { fieldOf, labelIn, objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, ObjectDef, SelectOption } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";

const engine = [
  "id",
  "version",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "deleted_at",
  "owner",
  "owner_team",
  "num",
] as const;
type EngineField = (typeof engine)[number];

function inWords(name: string): string {
  const text = name.replace(/^x_/, "").replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What fields, objects and options are called in the person's language. */
export function useLabels() {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return {
    field(field: FieldDef): string {
      const known = engine.find((name) => name === field.name) as EngineField | undefined;
      return labelIn(field.labels, language, known ? t(`field.${known}`) : inWords(field.name));
    },
    help: (field: FieldDef): string => labelIn(field.help, language, ""),
    object: (object: ObjectDef): string => labelIn(object.labels, language, inWords(object.name)),
    plural: (object: ObjectDef): string => labelIn(object.plural, language, inWords(object.name)),
    description: (object: ObjectDef): string => labelIn(object.description, language, ""),
    option: (option: SelectOption): string => labelIn(option.labels, language, inWords(option.value)),
    section(object: ObjectDef, name: string): string {
      const own = labelIn(
        object.arrangement?.sections.find((one) => one.name === name)?.labels,
        language,
        "",
      );
      if (own) return own;
      if (!name || name === object.name || name.startsWith("own_")) return t("record.facts");
      const key = `section.${name}`;
      const text = t(key as "section.identity", { defaultValue: "" });
      return text || inWords(name);
    },
  };
}

/** The same of what is known by its name alone; a name that there is not, or not for this person, stands as it is. */
export function useNames() {
  const meta = useMeta();
  const labels = useLabels();
  return {
    plural(object: string): string {
      const def = objectOf(meta, object);
      return def ? labels.plural(def) : object;
    },
    field(object: string, name: string): string {
      const def = objectOf(meta, object);
      const field = def && fieldOf(def, name);
      return field ? labels.field(field) : name;
    },
  };
}

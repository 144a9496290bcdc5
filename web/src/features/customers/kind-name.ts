import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { isOwn } from "./identity";

/** What kinds of identifiers are called. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  const labels = useLabels();
  const identifier = objectOf(useMeta(), "identifier");
  const options = (identifier && fieldOf(identifier, "kind")?.options) ?? [];
  return (kind) => {
    if (isOwn(kind)) return t(`identifiers.kind.${kind}`);
    const option = options.find((one) => one.value === kind);
    return option ? labels.option(option) : kind;
  };
}

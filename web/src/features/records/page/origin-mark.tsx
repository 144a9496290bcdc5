import { useQuery } from "@tanstack/react-query";

import { useState } from "react";
import { get } from "../../../api/client";
import { useTranslation } from "../../../app/i18n";
import { Panel } from "../../../ui/panel";
import { sourceName } from "../../sources/data";
import { type Origin, OriginLine } from "./origin-line";

interface Props {
  object: string;
  id: string;
  field: string;
  /** What the field is called. */
  name: string;
  help?: string;
}

/** The name of a field; pointing at it or choosing it tells where its value comes from. */
export function OriginMark({ object, id, field, name, help }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["records", object, "lineage", id],
    queryFn: ({ signal }) =>
      get<{ fields: Record<string, Origin> }>(`/records/${object}/${id}/lineage`, undefined, signal),
    enabled: open,
    staleTime: 10_000,
  });
  const origin = data?.fields[field];
  return (
    <Panel
      open={open}
      onOpenChange={setOpen}
      hover
      title={help || undefined}
      content={
        <span className="muted">
          {error ? (
            t("origin.unknown")
          ) : origin ? (
            <OriginLine origin={origin} source={origin.source && sourceName(t, origin.source)} />
          ) : (
            "…"
          )}
        </span>
      }
    >
      <button type="button" className="plain" aria-label={t("origin.of", { name })}>
        {name}
      </button>
    </Panel>
  );
}

import { useQuery } from "@tanstack/react-query";
import { objectOf } from "../../../api/definition";
import { recordQuery } from "../../../api/records";
import { useMeta } from "../../../api/session";
import { Avatar } from "../../../ui/avatar";
import { RecordLink } from "../../../ui/record-link";

interface Props {
  object: string;
  id: string;
  /** Title where the list already told it; else it is asked for. */
  title?: string;
}

/** Title of another record, where the answer of a list did not tell it. */
export function useTitle(object: string, id: string | null | undefined, known?: string): string | undefined {
  const meta = useMeta();
  const def = objectOf(meta, object);
  const { data } = useQuery({
    ...recordQuery(object, id ?? ""),
    enabled: Boolean(id && def && !known),
    staleTime: 300_000,
  });
  if (known) return known;
  const value = def && data?.[def.title];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** A value that has its title asks for nothing: lists show hundreds. */
export function ReferenceLink({ object, id, title }: Props) {
  return (
    <RecordLink object={object} id={id} onClick={(event) => event.stopPropagation()} className="clip">
      {title || <Asked object={object} id={id} />}
    </RecordLink>
  );
}

function Asked({ object, id }: Props) {
  return useTitle(object, id) ?? "…";
}

export function UserName({ id, title }: { id: string; title?: string }) {
  return title ? <Person id={id} name={title} /> : <AskedPerson id={id} />;
}

function AskedPerson({ id }: { id: string }) {
  return <Person id={id} name={useTitle("user", id) ?? "…"} />;
}

function Person({ id, name }: { id: string; name: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6, minWidth: 0, maxWidth: "100%" }}>
      <Avatar id={id} name={name} size={20} />
      <span className="clip">{name}</span>
    </span>
  );
}

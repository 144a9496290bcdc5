import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { objectOf } from "../../../api/definition";
import { recordQuery } from "../../../api/records";
import { useMeta } from "../../../api/session";
import { Avatar } from "../../../ui/avatar";

interface Props {
  object: string;
  id: string;
  /** Title where the list already told it; else it is asked for. */
  title?: string;
}

/** Title of another record. */
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

export function ReferenceLink({ object, id, title }: Props) {
  const text = useTitle(object, id, title);
  return (
    <Link
      to="/records/$object/$id"
      params={{ object, id }}
      onClick={(event) => event.stopPropagation()}
      className="clip"
    >
      {text ?? "…"}
    </Link>
  );
}

export function UserName({ id, title }: { id: string; title?: string }) {
  const name = useTitle("user", id, title) ?? "…";
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6, minWidth: 0, maxWidth: "100%" }}>
      <Avatar id={id} name={name} size={20} />
      <span className="clip">{name}</span>
    </span>
  );
}

import { Tag } from "../../ui/tag";
import { useTags } from "./data";

/** A tag by its name in its colour; one that nobody declared by its code. */
export function TagName({ code }: { code: string }) {
  const tag = useTags().find((one) => one.code === code);
  return <Tag text={tag?.name ?? code} color={tag?.color} />;
}

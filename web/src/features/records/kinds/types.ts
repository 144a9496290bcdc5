import type { ObjectDef } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";
import type { Open } from "../list/grid";
import type { Layout } from "./layout";

/** What every kind of list is given. */
export interface KindProps {
  object: ObjectDef;
  search: ListSearch;
  layout: Layout;
  /** Changes how it is laid out. */
  lay: (part: Partial<Layout>) => void;
  open: Open;
  /** Where it looks: a day, a place. */
  at: string | undefined;
  look: (at: string | undefined) => void;
  /** Lets all conditions go. */
  clear: () => void;
}

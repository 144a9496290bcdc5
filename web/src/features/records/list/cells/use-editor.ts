import { useEffect, useState } from "react";
import type { InPlace } from "../../form/in-place";

type Editor = typeof InPlace;
let loaded: Editor | undefined;

/** The input of cells, loaded once somebody goes to one, so that it is there when the first letter is typed. */
export function useEditor(wanted: boolean): Editor | undefined {
  const [editor, setEditor] = useState(() => loaded);
  useEffect(() => {
    if (!wanted || loaded) return;
    import("../../form/in-place").then((module) => {
      loaded = module.InPlace;
      setEditor(() => module.InPlace);
    });
  }, [wanted]);
  return editor;
}

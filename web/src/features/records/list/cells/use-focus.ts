import { type RefObject, useEffect, useRef } from "react";
import type { Cursor } from "./place";

/** Keeps the focus at the cursor's cell while somebody is in the table, also when the cell was out of sight meanwhile. */
export function useFocus(box: RefObject<HTMLElement | null>, cursor: Cursor | undefined, editing: boolean) {
  const inside = useRef(false);
  /** Lists and calendars that an input opens stand outside of the table. */
  const away = useRef(editing);
  away.current = editing;
  useEffect(() => {
    const table = box.current;
    if (!table) return;
    const enter = () => {
      inside.current = true;
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!away.current && relatedTarget instanceof Node && !table.contains(relatedTarget))
        inside.current = false;
    };
    const press = ({ target }: PointerEvent) => {
      inside.current = away.current || (target instanceof Node && table.contains(target));
    };
    table.addEventListener("focusin", enter);
    table.addEventListener("focusout", leave);
    window.addEventListener("pointerdown", press, true);
    return () => {
      table.removeEventListener("focusin", enter);
      table.removeEventListener("focusout", leave);
      window.removeEventListener("pointerdown", press, true);
    };
  }, [box]);
  useEffect(() => {
    const table = box.current;
    if (!table || !inside.current || editing) return;
    const now = document.activeElement;
    const cell = table.querySelector<HTMLElement>("[data-here]");
    const lost = !now || !table.contains(now);
    if (cell && now !== cell && (lost || now === table || now.closest("[role=gridcell]")))
      cell.focus({ preventScroll: true });
    else if (!cell && (lost || (!cursor && now !== table && now.matches("[data-here]"))))
      table.focus({ preventScroll: true });
  });
}

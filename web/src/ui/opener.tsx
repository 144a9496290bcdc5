import {
  type ReactElement,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";

interface Presses {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onPointerLeave?: () => void;
}

/** A button that opens something. */
export type Opener = ReactElement<
  Presses & {
    ref?: Ref<HTMLElement>;
    "aria-haspopup"?: "menu" | "dialog";
    "aria-expanded"?: boolean;
  }
>;

export interface Opening {
  /** Absent: it keeps itself whether it is open. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/**
 * Whether what a button opens is open, and whether it was ever. It is made only then: pages have a hundred buttons that open something,
 * of which few are pressed.
 */
export function useOpening({ open, onOpenChange }: Opening) {
  const button = useRef<HTMLElement>(null);
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const [made, setMade] = useState(shown);
  if (shown && !made) setMade(true);
  function show(next: boolean) {
    if (!next) giveBack(button.current);
    setOwn(next);
    onOpenChange?.(next);
  }
  return { button, shown, made, show };
}

/** The keys go back to the button when what had them goes; not when somebody has gone elsewhere. */
function giveBack(button: HTMLElement | null) {
  const now = document.activeElement;
  if (!now || now === document.body || now.closest(".ant-dropdown, .ant-popover")) button?.focus();
}

/** Presses that open after resting half a second, and shut a moment after what they are given to is left. */
export function useHover(shown: boolean, show: (next: boolean) => void): Presses {
  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (next: boolean) => {
    clearTimeout(timer.current);
    if (next !== shown) timer.current = window.setTimeout(() => show(next), next ? 500 : 150);
  };
  return { onPointerEnter: () => soon(true), onPointerLeave: () => soon(false) };
}

/** Stands in a pop-up for the button, which is there before the pop-up is made. */
export function Anchor({ ref, to }: { ref?: Ref<HTMLElement>; to: RefObject<HTMLElement | null> }) {
  useImperativeHandle(ref, () => to.current as HTMLElement);
  return null;
}

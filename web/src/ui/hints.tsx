import { useEffect, useLayoutEffect, useRef, useState } from "react";
import styles from "./hints.module.css";
import { Keys } from "./keys";

declare module "react" {
  interface HTMLAttributes<T> {
    /** Said beside it while the pointer rests on it. */
    "data-hint"?: string;
    /** The keys that do the same. */
    "data-hint-keys"?: string;
    /** Where it is said; above when nothing is given. */
    "data-hint-side"?: "left" | "right";
    /** Said at once: for marks that one runs over. */
    "data-hint-now"?: "";
  }
}

const id = "hint";
/** How long the pointer rests before it is said, and may be away until it is gone; in milliseconds. */
const rest = 150;
const away = 100;
/** Between it and what it tells about, and the edge of the window; in pixels. */
const gap = 8;

/**
 * Says what `data-hint` of an element tells while the pointer is on it. A page has hundreds of such elements: one layer watches all of
 * them, where a component around each would have to be drawn with the page.
 */
export function Hints() {
  const [of, setOf] = useState<HTMLElement>();
  useEffect(() => {
    let at: HTMLElement | undefined;
    let timer = 0;
    function turn(to: HTMLElement | undefined, after: number) {
      if (to === at) return;
      at = to;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setOf(to?.isConnected ? to : undefined), after);
    }
    function over(event: PointerEvent) {
      if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
      // one may go onto what is said, to read it enlarged
      if (at && event.target.closest(`#${id}`)) return;
      const to = event.target.closest<HTMLElement>("[data-hint]") ?? undefined;
      turn(to, to ? (to.dataset.hintNow === undefined ? rest : 0) : away);
    }
    const gone = () => turn(undefined, 0);
    document.addEventListener("pointerover", over);
    document.addEventListener("pointerdown", gone, true);
    document.addEventListener("keydown", gone, true);
    document.addEventListener("scroll", gone, true);
    document.documentElement.addEventListener("pointerleave", gone);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("pointerover", over);
      document.removeEventListener("pointerdown", gone, true);
      document.removeEventListener("keydown", gone, true);
      document.removeEventListener("scroll", gone, true);
      document.documentElement.removeEventListener("pointerleave", gone);
    };
  }, []);
  return of?.dataset.hint ? <Hint of={of} text={of.dataset.hint} /> : null;
}

function Hint({ of, text }: { of: HTMLElement; text: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { style, offsetWidth: width, offsetHeight: height } = box.current!;
    const there = of.getBoundingClientRect();
    const side = of.dataset.hintSide;
    let left = there.left + (there.width - width) / 2;
    let top = there.top - height - gap;
    if (side) {
      left = side === "right" ? there.right + gap : there.left - width - gap;
      top = there.top + (there.height - height) / 2;
    } else if (top < gap) top = there.bottom + gap;
    style.left = `${Math.max(gap, Math.min(left, window.innerWidth - width - gap))}px`;
    style.top = `${Math.max(gap, top)}px`;
    if (of.hasAttribute("aria-describedby") || of.getAttribute("aria-label") === text) return;
    of.setAttribute("aria-describedby", id);
    return () => of.removeAttribute("aria-describedby");
  }, [of, text]);
  return (
    <div ref={box} id={id} role="tooltip" className={styles.hint}>
      {text}
      {of.dataset.hintKeys && <Keys keys={of.dataset.hintKeys} />}
    </div>
  );
}

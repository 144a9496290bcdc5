import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Place, panned, type Size, type View, writeView, zoomed } from "./world";

/** Pixels that an arrow key moves the map by. */
const step = 80;

/** A map's view, moved by wheel, touch, mouse and keys. Nothing before its box is measured. */
export function useView(
  box: RefObject<HTMLElement | null>,
  begin: (size: Size) => View | undefined,
  look: (at: string) => void,
) {
  const [size, setSize] = useState<Size>();
  const [moved, setMoved] = useState<View>();
  const view = moved ?? (size && begin(size));
  const now = useRef({ view, size, look });
  now.current = { view, size, look };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watch.observe(element);
    const wheel = (event: WheelEvent) => {
      const { view, size } = now.current;
      if (!view || !size) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const steps = -event.deltaY * (event.deltaMode === 1 ? 0.06 : 0.002);
      setMoved(zoomed(view, steps, [event.clientX - left, event.clientY - top], size));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      watch.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, [box]);

  // The address follows when the map has come to rest.
  useEffect(() => {
    if (!moved) return;
    const timer = setTimeout(() => now.current.look(writeView(moved)), 400);
    return () => clearTimeout(timer);
  }, [moved]);

  const fingers = useRef(new Map<number, Place>());
  const middle = (): Place => (size ? [size.width / 2, size.height / 2] : [0, 0]);
  const zoom = (steps: number, about: Place = middle()) =>
    view && size && setMoved(zoomed(view, steps, about, size));

  function onPointerDown(event: PointerEvent) {
    if ((event.target as HTMLElement).closest("button, [data-cards]")) return;
    fingers.current.set(event.pointerId, [event.clientX, event.clientY]);
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function onPointerMove(event: PointerEvent) {
    const before = fingers.current.get(event.pointerId);
    if (!before || !view || !size) return;
    const after: Place = [event.clientX, event.clientY];
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, after);
    if (!other) return setMoved(panned(view, before[0] - after[0], before[1] - after[1]));
    const away = (one: Place) => Math.max(1, Math.hypot(one[0] - other[0], one[1] - other[1]));
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const about: Place = [(after[0] + other[0]) / 2 - left, (after[1] + other[1]) / 2 - top];
    zoom(Math.log2(away(after) / away(before)), about);
  }
  const onPointerUp = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || !view)
      return;
    const [x, y] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    const steps = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (x !== undefined && y !== undefined) setMoved(panned(view, x * step, y * step));
    else if (steps) zoom(steps);
    else return;
    event.preventDefault();
  }
  return {
    view,
    size,
    zoom,
    show: setMoved,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onKeyDown },
  };
}

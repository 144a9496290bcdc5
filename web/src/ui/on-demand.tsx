import { type ComponentType, useEffect, useState } from "react";

/**
 * A dialog, drawer or menu whose script comes when it is first opened. Not React's `lazy`: what that draws may be thrown away and drawn
 * again, and the component library then takes the first drawing for a dialog that is still open and keeps the Escape key for it.
 */
export function onDemand<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  let known: ComponentType<Props> | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each part, at the top of a module, as with `lazy`
  return function OnDemand(props: Props) {
    const [Part, setPart] = useState(() => known);
    const [failed, setFailed] = useState<unknown>();
    useEffect(() => {
      if (Part) return;
      load().then((part) => {
        known = part.default;
        setPart(() => part.default);
      }, setFailed);
    }, [Part]);
    if (failed) throw failed;
    return Part && <Part {...props} />;
  };
}

import { useRouter } from "@tanstack/react-router";
import type { ComponentProps, MouseEvent } from "react";

interface Props extends Omit<ComponentProps<"a">, "href"> {
  object: string;
  id: string;
}

/**
 * The way to a record. Lists show hundreds at once, so it is no more than an anchor: it follows neither the address nor the pointer,
 * as the router's own links do.
 */
export function RecordLink({ object, id, onClick, ...rest }: Props) {
  const router = useRouter();
  function go(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere || rest.target === "_blank") return;
    event.preventDefault();
    router.navigate({ to: "/records/$object/$id", params: { object, id } });
  }
  return <a {...rest} href={`/records/${object}/${id}`} onClick={go} />;
}

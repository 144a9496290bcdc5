import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { NotFound } from "./not-found";
import { PageFailure } from "./page-failure";

/** A page that stands without the shell, which would give it its landmark. */
function Alone({ children }: { children: ReactNode }) {
  return <main style={{ height: "100%" }}>{children}</main>;
}

export function NotFoundAlone() {
  return (
    <Alone>
      <NotFound />
    </Alone>
  );
}

export function FailureAlone(props: ErrorComponentProps) {
  return (
    <Alone>
      <PageFailure {...props} />
    </Alone>
  );
}

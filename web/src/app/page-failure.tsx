import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Failure } from "../ui/failure";

export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    router.invalidate();
  };
  return <Failure error={error} retry={retry} />;
}

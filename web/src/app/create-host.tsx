import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { onDemand } from "../ui/on-demand";

interface Request {
  object: string;
  initial?: Record<string, unknown>;
  /** Called with the new record's id; without it the record is opened. */
  done?: (id: string) => void;
}

const Open = createContext<(request: Request) => void>(() => {});
const CreateDrawer = onDemand(() => import("../features/records/form/create-drawer"));

/** Opens the form of a new record over whatever is shown. */
export function useCreateForm() {
  return useContext(Open);
}

export function CreateHost({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<Request & { key: number }>();
  const [open, setOpen] = useState(false);
  const start = useMemo(
    () => (next: Request) => {
      setRequest((previous) => ({ ...next, key: (previous?.key ?? 0) + 1 }));
      setOpen(true);
    },
    [],
  );
  return (
    <Open.Provider value={start}>
      {children}
      {request && (
        <CreateDrawer
          key={request.key}
          object={request.object}
          initial={request.initial}
          done={request.done}
          open={open}
          onClose={() => setOpen(false)}
        />
      )}
    </Open.Provider>
  );
}

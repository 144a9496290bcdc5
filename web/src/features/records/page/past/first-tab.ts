import { createContext } from "react";

/** The part of a record's page that is shown first: the history when one comes back from it. */
export const FirstTab = createContext<string | undefined>(undefined);

import { QueryClient } from "@tanstack/react-query";
import { Problem, setSignedOutHandler } from "../api/client";
import { meQuery, noteSignedIn } from "../api/session";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) =>
        count < 2 &&
        navigator.onLine &&
        (!(error instanceof Problem) || error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: false,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

setSignedOutHandler(() => {
  noteSignedIn(false);
  queryClient.setQueryData(meQuery.queryKey, null);
});

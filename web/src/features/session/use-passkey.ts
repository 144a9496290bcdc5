import { useEffect, useRef, useState } from "react";
import { Problem, post } from "../../api/client";
import type { Schemas } from "../../api/types";
import { proposesPasskeys, signWithKey } from "./webauthn";

/** A question is good for five minutes on the server; it is asked anew before. */
const ASK_AGAIN = 240_000;

interface Given {
  /** Short name of the company; undefined while it is not known, or has no passkeys here. */
  company: string | undefined;
  onSignedIn: () => Promise<void>;
  onFailure: (problem: Problem) => void;
}

/** Signing in with a passkey: when asked to, and wherever the browser proposes keys where a name is typed. */
export function usePasskey({ company, onSignedIn, onFailure }: Given) {
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const pending = useRef<AbortController>(undefined);
  const then = useRef({ onSignedIn, onFailure });
  then.current = { onSignedIn, onFailure };

  /** One question and its answer: whether it let somebody in. A browser has one under way at a time. */
  async function enter(of: string, conditional: boolean) {
    pending.current?.abort();
    const stop = new AbortController();
    pending.current = stop;
    const { options, ceremony } = await post<Schemas["Question"]>("/sign-in/passkey/begin", { company: of });
    if (stop.signal.aborted) return false;
    const credential = await signWithKey(options, stop.signal, conditional).catch(() => undefined);
    if (!credential) return false;
    await post("/sign-in/passkey", { ceremony, credential });
    await then.current.onSignedIn();
    return true;
  }
  const say = (error: unknown) =>
    then.current.onFailure(error instanceof Problem ? error : new Problem(0, {}));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew
  useEffect(() => {
    if (!company) return;
    let left = false;
    proposesPasskeys()
      .then((does) => (does && !left ? enter(company, true) : undefined))
      .catch((error) => {
        if (!(error instanceof Problem) || error.code !== "too_many_attempts") say(error);
      });
    const timer = setTimeout(() => setRound(round + 1), ASK_AGAIN);
    return () => {
      left = true;
      clearTimeout(timer);
      pending.current?.abort();
    };
  }, [company, round]);

  async function signIn() {
    if (!company) return;
    setBusy(true);
    const entered = await enter(company, false).catch(say);
    if (entered) return;
    setBusy(false);
    setRound(round + 1);
  }
  return { signIn, busy };
}

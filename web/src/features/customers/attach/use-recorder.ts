import { useEffect, useRef, useState } from "react";
import { recordable } from "./files";

/** Why nothing can be recorded. */
export type Silent = "insecure" | "unable" | "refused" | "none" | "busy";

/** Why a microphone was not given, by the name of the browser's error. */
const reasons: Record<string, Silent> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
};

/** Longest recording, in seconds; it is kept when it ends by itself. */
const longest = 600;

interface Running {
  recorder: MediaRecorder;
  ending: string;
  began: number;
  dropped: boolean;
}

/** Records what is said. `onDone` gets it with its seconds and the ending of a file's name. */
export function useRecorder(onDone: (sound: Blob, seconds: number, ending: string) => void) {
  const [state, setState] = useState<"off" | "asking" | "on">("off");
  const [seconds, setSeconds] = useState(0);
  const [silent, setSilent] = useState<Silent>();
  const running = useRef<Running>(undefined);
  const gone = useRef(false);
  const done = useRef(onDone);
  done.current = onDone;

  function end(dropped: boolean) {
    const now = running.current;
    if (!now) return;
    now.dropped = dropped;
    if (now.recorder.state !== "inactive") now.recorder.stop();
  }
  // what still runs when the page is left would go on listening
  const drop = useRef(() => end(true));
  useEffect(() => {
    gone.current = false;
    const { current: stop } = drop;
    return () => {
      gone.current = true;
      stop();
    };
  }, []);
  useEffect(() => {
    if (state !== "on") return;
    const timer = setInterval(() => {
      const { began } = running.current ?? { began: Date.now() };
      const passed = (Date.now() - began) / 1000;
      setSeconds(passed);
      if (passed >= longest) running.current?.recorder.stop();
    }, 200);
    return () => clearInterval(timer);
  }, [state]);

  async function start() {
    setSilent(undefined);
    if (!window.isSecureContext) return setSilent("insecure");
    const kind =
      "MediaRecorder" in window && recordable.find(([type]) => MediaRecorder.isTypeSupported(type));
    if (!kind || !navigator.mediaDevices) return setSilent("unable");
    setState("asking");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      setState("off");
      return setSilent(reasons[error instanceof DOMException ? error.name : ""] ?? "unable");
    }
    const close = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    if (gone.current) return close();
    const [type, ending] = kind;
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const now: Running = { recorder, ending, began: Date.now(), dropped: false };
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      close();
      running.current = undefined;
      if (gone.current) return;
      setState("off");
      if (!now.dropped) done.current(new Blob(parts, { type }), (Date.now() - now.began) / 1000, ending);
    };
    running.current = now;
    setSeconds(0);
    setState("on");
    recorder.start();
  }
  return {
    state,
    seconds,
    silent,
    start,
    stop: () => end(false),
    discard: () => end(true),
    forget: () => setSilent(undefined),
  };
}

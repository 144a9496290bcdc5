import { type RefObject, useEffect, useState } from "react";
import { pixels, type Read, reader } from "./reader";

/** Why there is no picture: not allowed, no camera, or a page that browsers give none. */
export type NoCamera = "denied" | "none" | "insecure";

/** Milliseconds between two looks at what the camera sees. */
const pace = 150;

function whyNot(error: unknown): NoCamera {
  return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "none";
}

/** Shows the camera in `video` while `on`, and tells the first code that it sees. */
export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  on: boolean,
  onCode: (code: string) => void,
): NoCamera | undefined {
  const [failure, setFailure] = useState<NoCamera>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is told is told to whoever asked first
  useEffect(() => {
    if (!on) return;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    async function look(read: Read) {
      const { current } = video;
      const picture = current && pixels(current, current.videoWidth, current.videoHeight);
      const code = picture ? await read(picture) : undefined;
      if (ended) return;
      if (code) onCode(code);
      else timer = setTimeout(look, pace, read);
    }
    async function start() {
      if (!navigator.mediaDevices) return setFailure("insecure");
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1280 } },
        });
        if (ended || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        await look(await reader());
      } catch (error) {
        if (!ended) setFailure(whyNot(error));
      }
    }
    function stop() {
      ended = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    start();
    return stop;
  }, [on]);
  return failure;
}

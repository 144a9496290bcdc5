import { expect, test } from "vitest";
import { isPicture, isSound, keptFiles, lengthOf, pastedName, readFiles, soundName } from "./files";

const at = new Date("2026-11-23T14:05:00Z");
const zone = "America/New_York";

test("a recording's name tells when it was made and how long it is", () => {
  const name = soundName("语音", 61.6, "weba", at, zone);
  expect(name).toBe("语音 2026-11-23 09.05 (1m02s).weba");
  expect(lengthOf(name)).toBe(62);
  expect(lengthOf(soundName("Voice note", 0.2, "m4a", at, zone))).toBe(1);
  expect(lengthOf("song (live).mp3")).toBeUndefined();
});

test("files are pictures or sound by their ending", () => {
  expect(["a.PNG", "b.jpeg", "c.svg", "png"].map(isPicture)).toEqual([true, true, false, true]);
  expect(["a.weba", "b.M4A", "c.webm"].map(isSound)).toEqual([true, true, false]);
});

test("only nameless pictures of the clipboard are named", () => {
  expect(pastedName("Picture", "image.png", at, zone)).toBe("Picture 2026-11-23 09.05.png");
  expect(pastedName("Picture", "plan.png", at, zone)).toBe("plan.png");
});

test("a draft keeps what is stored, and reads nothing else", () => {
  const done = { key: "a", name: "a.pdf", size: 3, file: "f" };
  const waiting = { key: "b", name: "b.pdf", size: 3, share: 0.5 };
  expect(keptFiles([{ ...done, share: 1 }, waiting])).toEqual({ list: [done] });
  expect(keptFiles([waiting])).toBeUndefined();
  expect(readFiles(keptFiles([done]))).toEqual([done]);
  expect([undefined, "text", { list: [{ key: 1 }, waiting] }].map(readFiles)).toEqual([[], [], []]);
});

import { expect, test } from "vitest";
import { readOptions, written } from "./webauthn";

test("bytes are read from base64url without padding", () => {
  const read = readOptions({ challenge: "-_8", user: { id: "AQID" }, excludeCredentials: [{ id: "_w" }] });
  expect([...new Uint8Array(read.challenge)]).toEqual([0xfb, 0xff]);
  expect([...new Uint8Array(read.user?.id as ArrayBuffer)]).toEqual([1, 2, 3]);
  expect([...new Uint8Array(read.excludeCredentials?.[0]?.id as ArrayBuffer)]).toEqual([0xff]);
  expect(read.allowCredentials).toBeUndefined();
});

test("an answer is written as base64url, without what the device left out", () => {
  const buffer = (...values: number[]) => new Uint8Array(values).buffer;
  const key = { id: "-_8", rawId: buffer(0xfb, 0xff), type: "public-key" };
  expect(written(key, { signature: buffer(0xff), userHandle: null })).toEqual({
    id: "-_8",
    type: "public-key",
    rawId: "-_8",
    response: { signature: "_w" },
    extensions: {},
  });
});

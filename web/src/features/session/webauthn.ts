/** Questions to devices and their answers: the server writes bytes as base64url, the browser wants and gives buffers. */

const bytes = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;

const text = (buffer: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

interface Named {
  id: string;
}

/** `challenge`, and whatever else of the options is bytes. */
interface Options {
  challenge: string;
  user?: Named;
  excludeCredentials?: Named[];
  allowCredentials?: Named[];
}

const named = (list: Named[] | undefined) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** The options as the browser wants them. */
export function readOptions(options: Options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
    excludeCredentials: named(options.excludeCredentials),
    allowCredentials: named(options.allowCredentials),
  };
}

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = () => typeof window.PublicKeyCredential === "function";

/** Whether this browser proposes passkeys where a name is typed. */
export const proposesPasskeys = async () =>
  knowsPasskeys() && Boolean(await window.PublicKeyCredential.isConditionalMediationAvailable?.());

/** A device's answer as the server wants it. */
export function written(
  { id, rawId, type }: Pick<PublicKeyCredential, "id" | "rawId" | "type">,
  response: Record<string, ArrayBuffer | null>,
) {
  const parts = Object.entries(response).filter(([, value]) => value);
  return {
    id,
    type,
    rawId: text(rawId),
    response: Object.fromEntries(parts.map(([name, value]) => [name, text(value as ArrayBuffer)])),
    extensions: {},
  };
}

/** Has a device make a key. Rejects when the person does not want to. */
export async function makeKey(question: unknown) {
  const { publicKey } = question as { publicKey: Options };
  const options = readOptions(publicKey) as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey: options })) as PublicKeyCredential;
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse;
  return written(made, { attestationObject, clientDataJSON });
}

/** Has a device sign; `conditional`: when the person chooses a key where a name is typed. Rejects when they do not want to. */
export async function signWithKey(question: unknown, signal: AbortSignal, conditional: boolean) {
  const { publicKey } = question as { publicKey: Options };
  const options = readOptions(publicKey) as unknown as PublicKeyCredentialRequestOptions;
  const given = (await navigator.credentials.get({
    publicKey: options,
    signal,
    ...(conditional && { mediation: "conditional" }),
  })) as PublicKeyCredential;
  const { authenticatorData, clientDataJSON, signature, userHandle } =
    given.response as AuthenticatorAssertionResponse;
  return written(given, { authenticatorData, clientDataJSON, signature, userHandle });
}

// A real identity provider (oidc-provider) for tests. It lets everybody in whom `login_hint` describes, without asking: base64url of
// JSON with `sub` and, if wanted, `email`, `email_verified`, `name`, `amr`. `GET /tamper/MODE` makes it lie in its tokens from then on.
//
//   node identity-provider.mjs REDIRECT_URI      prints `ready ISSUER` and ends with its standard input
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";

const secret = "the secret of the client, long enough for a signature";
const accounts = new Map();

async function key(kid) {
  const pair = await generateKeyPair("RS256", { extractable: true });
  return { pair, kid, jwk: { ...(await exportJWK(pair.privateKey)), kid, alg: "RS256", use: "sig" } };
}
const own = await key("own");
const foreign = await key("own");
const later = await key("later");

let tamper = "";

const read = (token, part) => JSON.parse(Buffer.from(token.split(".")[part], "base64url"));
const text = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signed = (claims, by, kid = by.kid) =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(by.pair.privateKey);

/** The token as somebody hostile would have it. */
async function altered(token) {
  const claims = read(token, 1);
  const now = Math.floor(Date.now() / 1000);
  switch (tamper) {
    case "nonce":
      return signed({ ...claims, nonce: "of another visit" }, own);
    case "no-nonce":
      return signed({ ...claims, nonce: undefined }, own);
    case "audience":
      return signed({ ...claims, aud: "another-client" }, own);
    case "party":
      return signed({ ...claims, azp: "another-client" }, own);
    case "issuer":
      return signed({ ...claims, iss: "https://evil.example" }, own);
    case "expired":
      return signed({ ...claims, iat: 1_000_000, exp: 1_000_300 }, own);
    case "subject":
      return signed({ ...claims, sub: "somebody-else" }, own);
    case "access":
      return signed({ ...claims, at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }, own);
    case "foreign-key":
      return signed(claims, foreign);
    case "client-secret":
      return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(secret));
    case "unsigned":
      return `${text({ alg: "none" })}.${text({ ...claims, exp: now + 600 })}.`;
    case "new-key":
      return signed(claims, later);
    default:
      return token;
  }
}

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "guanxi", client_secret: secret, redirect_uris: [process.argv[2]] }],
  jwks: { keys: [own.jwk] },
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["for tests"] },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
});

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith("/interaction/")) {
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const { sub, amr, ...claims } = JSON.parse(Buffer.from(params.login_hint, "base64url"));
    accounts.set(sub, claims);
    const grant = new provider.Grant({ accountId: sub, clientId: params.client_id });
    grant.addOIDCScope("openid email profile");
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: sub, amr }, consent });
    ctx.respond = false;
    return;
  }
  await next();
  if (ctx.path === "/token" && ctx.body?.id_token) ctx.body.id_token = await altered(ctx.body.id_token);
  if (ctx.path === "/jwks" && tamper === "new-key") {
    const { kty, n, e } = later.jwk;
    ctx.body = { keys: [...ctx.body.keys, { kty, n, e, kid: "later", alg: "RS256", use: "sig" }] };
  }
});

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/tamper/")) return answer(request, response);
  tamper = request.url.slice("/tamper/".length);
  response.end();
});
process.stdin.on("end", () => process.exit()).resume();
console.log(`ready ${issuer}`);

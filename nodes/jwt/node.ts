import { type JwtSecrets, keyFor } from "@/nodes/credentials/jwt-key";
import { jwtAlgorithms, jwtKey } from "@/nodes/credentials/keys";
import { defineNode, NodeError, optionalCredential, p } from "@/nodes/sdk";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export const jwt = defineNode({
  type: "core.jwt",
  version: 1,
  label: "JWT",
  summary: "Signs, verifies and decodes JSON web tokens",
  category: "transform",
  icon: "key",
  keywords: ["json web token", "bearer", "claims", "signature"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { key: { ...optionalCredential("Key", jwtKey), onlyWhen: { action: ["sign", "verify"] } } },
  params: {
    action: p.choice({
      label: "What to do",
      cases: {
        sign: {
          label: "Sign",
          params: {
            claims: p.json({ label: "Claims", default: {} }),
            expiresIn: p.number({ label: "Expires in", unit: "seconds", help: "0: never", default: 0, min: 0 }),
            notBefore: p.number({ label: "Valid after", unit: "seconds", help: "0: at once", default: 0, min: 0 }),
            kid: p.text({ label: "Key id (kid)" }),
          },
        },
        verify: {
          label: "Verify",
          params: {
            token: p.text({ label: "Token", required: true }),
            complete: p.toggle({ label: "Give header and signature too" }),
            ignoreExpiration: p.toggle({ label: "Accept expired tokens" }),
            ignoreNotBefore: p.toggle({ label: "Accept tokens that are not valid yet" }),
            tolerance: p.number({ label: "Clock tolerance", unit: "seconds", default: 0, min: 0 }),
          },
        },
        decode: {
          label: "Decode without verifying",
          params: {
            token: p.text({ label: "Token", required: true }),
            complete: p.toggle({ label: "Give header and signature too" }),
          },
        },
      },
    }),
    algorithm: p.select({
      label: "Algorithm",
      onlyWhen: { action: ["sign", "verify"] },
      options: [{ value: "key", label: "As in the credential" }, ...jwtAlgorithms],
      advanced: true,
    }),
  },
  line: "{action.is}",
  effect: "none",
  async execute({ params: { action, algorithm }, credentials: { key } }) {
    if (action.is === "decode") return { main: { json: await decoded(action.token, action.complete) } };
    if (!key) throw new NodeError("Choose the key that signs", { code: "CREDENTIAL_MISSING" });
    const secrets = key.reveal() as JwtSecrets;
    const alg = algorithm === "key" ? secrets.algorithm : algorithm;
    const { SignJWT, compactVerify } = await import("jose");

    if (action.is === "sign") {
      const claims = asObject(action.claims);
      const now = Math.floor(Date.now() / 1000);
      const token = new SignJWT({
        iat: now,
        ...claims,
        ...(action.expiresIn > 0 && { exp: now + action.expiresIn }),
        ...(action.notBefore > 0 && { nbf: now + action.notBefore }),
      }).setProtectedHeader({ alg, typ: "JWT", ...(action.kid && { kid: action.kid }) });
      return { main: { json: { token: await token.sign(await keyFor(secrets, alg, "sign")) } } };
    }

    const verifying = await keyFor(secrets, alg, "verify");
    try {
      await compactVerify(action.token, verifying, { algorithms: [alg] });
    } catch (cause) {
      throw new NodeError("The signature of the token does not fit", {
        code: "JWT_SIGNATURE",
        hint: "Check the key, the algorithm and that the token is whole",
        param: "action.token",
        cause,
      });
    }
    const result = await decoded(action.token, action.complete);
    const payload = asObject(result.payload ?? null);
    checkTimes(payload, action);
    return { main: { json: result } };
  },
});

type Times = { ignoreExpiration: boolean; ignoreNotBefore: boolean; tolerance: number };

function checkTimes({ exp, nbf }: JsonObject, { ignoreExpiration, ignoreNotBefore, tolerance }: Times) {
  const now = Date.now() / 1000;
  const refuse = (message: string) => new NodeError(message, { code: "JWT_TIME", param: "action.token" });
  if (!ignoreExpiration && typeof exp === "number" && now >= exp + tolerance) throw refuse("The token has expired");
  if (!ignoreNotBefore && typeof nbf === "number" && now < nbf - tolerance) throw refuse("The token is not valid yet");
}

async function decoded(token: string, complete: boolean): Promise<JsonObject> {
  const { decodeJwt, decodeProtectedHeader } = await import("jose");
  try {
    const payload = decodeJwt(token) as JsonObject;
    if (!complete) return { payload };
    return { header: decodeProtectedHeader(token) as JsonObject, payload, signature: token.split(".")[2] ?? "" };
  } catch (cause) {
    throw new NodeError("This is not a JSON web token", { code: "JWT_INVALID", param: "action.token", cause });
  }
}

function asObject(value: Json): JsonObject {
  let given = value;
  if (typeof given === "string") {
    try {
      given = JSON.parse(given) as Json;
    } catch {
      // Refused below, like every other value that is no object.
    }
  }
  if (isJsonObject(given)) return given;
  throw new NodeError("The claims are not a JSON object", { code: "JWT_CLAIMS", param: "action.claims" });
}

import { isJsonObject, type JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";

export const keysMappers: Mappers = {
  jwt(params): Mapped {
    const options = object(params.options);
    const operation = text(params.operation, "sign");
    const given = object(params.claims);
    const { expiresIn, notBefore, ...claims } = given;
    const token = text(params.token);
    const complete = options.complete === true;
    const actions: { [operation: string]: JsonObject } = {
      sign: {
        is: "sign",
        claims: params.useJson === true ? (params.claimsJson ?? exampleClaims) : claims,
        ...(params.useJson !== true && { expiresIn: expiresIn ?? 0, notBefore: notBefore ?? 0 }),
        kid: text(options.kid),
      },
      verify: {
        is: "verify",
        token,
        complete,
        ignoreExpiration: options.ignoreExpiration === true,
        ignoreNotBefore: options.ignoreNotBefore === true,
        tolerance: options.clockTolerance ?? 0,
      },
      decode: { is: "decode", token, complete },
    };
    return {
      type: "core.jwt",
      params: { action: actions[operation] ?? { is: "sign" }, algorithm: text(options.algorithm, "key") },
    };
  },
  totp(params): Mapped {
    const { algorithm, digits, period } = object(params.options ?? params.additionalOptions);
    return {
      type: "core.totp",
      params: { algorithm: text(algorithm, "SHA1"), digits: digits ?? 6, period: period ?? 30 },
    };
  },
};

const exampleClaims = '{\n  "my_field_1": "value 1",\n  "my_field_2": "value 2"\n}\n';

export const keysExporters: Exporters = {
  "core.jwt": (params) => {
    const action = object(params.action);
    return {
      type: "n8n-nodes-base.jwt",
      typeVersion: 1,
      parameters: stored({
        operation: text(action.is, "sign"),
        ...(action.is === "sign" ? claimsOf(action) : { token: action.token }),
        options: stored({
          algorithm: unless(params.algorithm, "key"),
          kid: action.kid || undefined,
          complete: unless(action.complete, false),
          ignoreExpiration: unless(action.ignoreExpiration, false),
          ignoreNotBefore: unless(action.ignoreNotBefore, false),
          clockTolerance: unless(action.tolerance, 0),
        }),
      }),
    };
  },
  "core.totp": ({ algorithm, digits, period }) => ({
    type: "n8n-nodes-base.totp",
    typeVersion: 1,
    parameters: { options: stored({ algorithm, digits, period }) },
  }),
};

/** Times are fields beside the claims, so that only claims that are written out can have them. */
function claimsOf({ claims, expiresIn, notBefore }: JsonObject): JsonObject {
  const times = stored({ expiresIn: unless(expiresIn, 0), notBefore: unless(notBefore, 0) });
  const isPlain = isJsonObject(claims ?? null);
  if (isPlain && Object.keys(times).length) return { claims: { ...object(claims), ...times } };
  return { useJson: true, claimsJson: claims ?? {} };
}

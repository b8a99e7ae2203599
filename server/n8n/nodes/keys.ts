import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

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

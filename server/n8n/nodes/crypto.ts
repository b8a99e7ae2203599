import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text } from "../params";

export const cryptoMappers: Mappers = {
  crypto(params, version): Mapped {
    const action = text(params.action, "hash");
    const of: JsonObject =
      params.binaryData === true
        ? { is: "file", file: text(params.binaryPropertyName, "data") }
        : { is: "text", value: params.value ?? "" };
    const algorithm = text(params.type, "MD5");
    const encoding = text(params.encoding, "hex");
    const actions: { [action: string]: JsonObject } = {
      hash: { is: "hash", algorithm, of, encoding },
      hmac: { is: "hmac", algorithm, of, secret: text(params.secret), encoding },
      sign: {
        is: "sign",
        algorithm: text(params.algorithm, "RSA-SHA256"),
        of,
        privateKey: text(params.privateKey),
        encoding,
      },
      generate: { is: "random", kind: text(params.encodingType, "uuid"), length: params.stringLength ?? 32 },
    };
    const needsSecret = version >= 2 && (action === "hmac" || action === "sign");
    return {
      type: "core.crypto",
      params: { action: actions[action] ?? { is: "hash", of }, field: text(params.dataPropertyName, "data") },
      warnings: needsSecret ? ["Enter the secret again: a file never brings one along"] : [],
    };
  },
};

export const cryptoExporters: Exporters = {
  "core.crypto": (params) => {
    const action = object(params.action);
    const of = object(action.of);
    const isFile = of.is === "file";
    const what = action.is === "random" ? "generate" : text(action.is, "hash");
    const content = isFile ? { binaryData: true, binaryPropertyName: of.file } : { value: of.value };
    return {
      type: "n8n-nodes-base.crypto",
      // From version 2 on the secret is a credential.
      typeVersion: what === "hmac" || what === "sign" ? 1 : 2,
      parameters: stored({
        action: what,
        ...(what === "generate" ? { encodingType: action.kind, stringLength: action.length } : content),
        ...(what === "sign" ? { algorithm: action.algorithm } : { type: action.algorithm }),
        secret: action.secret,
        privateKey: action.privateKey,
        dataPropertyName: params.field,
        encoding: action.encoding,
      }),
    };
  },
};

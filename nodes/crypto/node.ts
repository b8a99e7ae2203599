import { createHash, createHmac, createSign, getHashes, randomBytes, randomUUID } from "node:crypto";
import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fileOf } from "@/nodes/sdk/files";
import { withPath } from "@/nodes/sdk/paths";
import type { Item } from "@/shared/item";

const algorithms = [
  "MD5",
  { value: "SHA1", label: "SHA-1" },
  { value: "SHA224", label: "SHA-224" },
  { value: "SHA256", label: "SHA-256" },
  { value: "SHA384", label: "SHA-384" },
  { value: "SHA512", label: "SHA-512" },
  "SHA3-256",
  "SHA3-384",
  "SHA3-512",
] as const;
const algorithm = p.select({ label: "Algorithm", options: algorithms, default: "SHA256" });
const encoding = p.select({
  label: "As",
  options: [
    { value: "hex", label: "Hexadecimal" },
    { value: "base64", label: "Base64" },
  ],
});
const of = p.choice({
  label: "Of",
  cases: {
    text: { label: "A text", params: { value: p.text({ label: "Text", multiline: true }) } },
    file: {
      label: "A file",
      params: { file: p.text({ label: "File field of the item", default: "data", required: true }) },
    },
  },
});

export const crypto = defineNode({
  type: "core.crypto",
  version: 1,
  label: "Crypto",
  summary: "Hashes, signs and makes random values",
  category: "transform",
  icon: "shield",
  keywords: ["hash", "hmac", "sha256", "md5", "uuid", "random", "sign", "token"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    action: p.choice({
      label: "What to do",
      cases: {
        hash: { label: "Hash", params: { algorithm, of, encoding } },
        hmac: {
          label: "Hash with a secret (HMAC)",
          params: { algorithm, of, secret: p.secret({ label: "Secret", required: true }), encoding },
        },
        sign: {
          label: "Sign with a private key",
          params: {
            algorithm: p.text({ label: "Algorithm", default: "RSA-SHA256", required: true }),
            of,
            privateKey: p.secret({ label: "Private key (PEM)", required: true, multiline: true }),
            encoding,
          },
        },
        random: {
          label: "Make a random value",
          params: {
            kind: p.select({
              label: "Kind",
              options: [
                { value: "uuid", label: "UUID" },
                { value: "hex", label: "Hexadecimal" },
                { value: "base64", label: "Letters and digits" },
                { value: "ascii", label: "ASCII characters" },
              ],
            }),
            length: p.number({
              label: "Length",
              unit: "characters",
              default: 32,
              min: 1,
              max: 100_000,
              integer: true,
              onlyWhen: { kind: ["hex", "base64", "ascii"] },
            }),
          },
        },
      },
    }),
    field: p.text({ label: "Into the field", default: "data", required: true }),
  },
  line: "{action.is} {action.algorithm}",
  effect: "none",
  async execute({ item, params: { action, field }, files, signal }) {
    if (action.is === "random") return put(item, field, randomText(action.kind, action.length));
    const write = async (target: { update(data: string | Buffer): unknown }) => {
      if (action.of.is === "text") return void target.update(action.of.value);
      for await (const chunk of files.read(fileOf(item, action.of.file, "action.of.file"))) {
        signal.throwIfAborted();
        target.update(chunk as Buffer);
      }
    };
    if (action.is === "hash") {
      const hash = createHash(action.algorithm);
      await write(hash);
      return put(item, field, hash.digest(action.encoding));
    }
    if (action.is === "hmac") {
      const hmac = createHmac(action.algorithm, action.secret);
      await write(hmac);
      return put(item, field, hmac.digest(action.encoding));
    }
    if (!getHashes().some((name) => name.toLowerCase() === action.algorithm.toLowerCase())) {
      throw new NodeError(`There is no algorithm "${action.algorithm}"`, {
        code: "CRYPTO_ALGORITHM",
        hint: "For instance RSA-SHA256 or RSA-SHA512",
        param: "action.algorithm",
      });
    }
    const sign = createSign(action.algorithm);
    await write(sign);
    try {
      return put(item, field, sign.sign(action.privateKey, action.encoding));
    } catch (cause) {
      throw new NodeError("The private key cannot sign this", {
        code: "CRYPTO_KEY",
        hint: "It must be a PEM text, with its BEGIN and END lines, that fits the algorithm",
        param: "action.privateKey",
        cause,
      });
    }
  },
});

const put = (item: Item, field: string, value: string) => ({
  main: { ...item, json: withPath(item.json, field, value) },
});

function randomText(kind: "uuid" | "hex" | "base64" | "ascii", length: number): string {
  if (kind === "uuid") return randomUUID();
  if (kind === "ascii") return randomBytes(length).toString("ascii").slice(0, length);
  if (kind === "hex") return randomBytes(length).toString("hex").slice(0, length);
  let text = "";
  while (text.length < length) text += randomBytes(length).toString("base64").replace(/\W/g, "");
  return text.slice(0, length);
}

import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, resolve, sep } from "node:path";
import { isJsonObject, type Json } from "@/shared/item";
import { type OutsideSecret, type OutsideValue, problemOfOutside } from "@/shared/outside-secret";

/** It says which secret is missing, never what another one is. */
export class OutsideSecretMissing extends Error {
  override name = "OutsideSecretMissing";
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

type Parts = {
  variables: { [name: string]: string | undefined };
  /** To the address of the vault, and no other. */
  ask(request: { url: string; token: string }): Promise<{ status: number; body: Json }>;
};
export type OutsideSecrets = { resolve(value: OutsideValue): Promise<string> };

/** How long a value counts that was read: a secret changed outside is taken by then. */
const keptMs = 60_000;
const maxKept = 1_000;
const maxBytes = 64 * 1024;

export function createOutsideSecrets({ variables, ask }: Parts): OutsideSecrets {
  const kept = new Map<string, { until: number; value: Promise<unknown> }>();

  return {
    async resolve(value) {
      const problem = problemOfOutside(value);
      if (problem)
        throw new OutsideSecretMissing(`The place of a secret is not one ${problem}`, "Correct the credential");
      return read(value.$outside);
    },
  };

  function read(secret: OutsideSecret): Promise<string> | string {
    switch (secret.from) {
      case "environment":
        return fromEnvironment(secret.name);
      case "file":
        return once(`file ${secret.path}`, () => fromFile(secret.path));
      case "vault":
        return fromVault(secret.path, secret.key);
    }
  }

  function fromEnvironment(name: string): string {
    const value = name.startsWith("ISLEWIRE_SECRET_") ? variables[name] : undefined;
    if (value) return value;
    throw new OutsideSecretMissing(`The variable ${name} is not set`, "Set it for the server, and start it again");
  }

  async function fromFile(path: string): Promise<string> {
    const folder = variables.ISLEWIRE_SECRETS_FOLDER;
    if (!folder)
      throw new OutsideSecretMissing(
        `The file ${path} cannot be read: there is no folder for secrets`,
        "Whoever runs the server can name one in ISLEWIRE_SECRETS_FOLDER",
      );
    const outside = new OutsideSecretMissing(
      `The file ${path} is outside of the folder for secrets`,
      "Give a path within the folder that ISLEWIRE_SECRETS_FOLDER names",
    );
    if (isAbsolute(path) || path.includes("\0") || path.split(/[\\/]/).includes("..")) throw outside;
    const top = await realpath(folder).catch(() => folder);
    const place = await realpath(resolve(top, path)).catch(() => undefined);
    if (place === undefined) throw missingFile(path);
    if (!place.startsWith(top + sep)) throw outside;
    const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => {
      throw missingFile(path);
    });
    try {
      const facts = await handle.stat();
      if (!facts.isFile() || facts.size > maxBytes)
        throw new OutsideSecretMissing(
          `${path} is no file of at most ${maxBytes} bytes`,
          "Name the file of one secret",
        );
      const text = (await handle.readFile("utf8")).replace(/\r?\n$/, "");
      if (text) return text;
      throw new OutsideSecretMissing(`The file ${path} is empty`, "Write the secret into it");
    } finally {
      await handle.close();
    }
  }

  async function fromVault(path: string, key: string): Promise<string> {
    const data = await once(`vault ${path}`, () => vaultData(path));
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (typeof value === "string" && value) return value;
    const what = value === undefined ? "has no key" : "has no text under";
    throw new OutsideSecretMissing(
      `${path} in the vault ${what} "${key}"`,
      "Correct the credential, or write it there",
    );
  }

  /** Version 2 of the key-value store: the first part of the path is its mount. */
  async function vaultData(path: string): Promise<{ [key: string]: Json }> {
    const { ISLEWIRE_VAULT_ADDRESS: address, ISLEWIRE_VAULT_TOKEN: token } = variables;
    if (!address || !token)
      throw new OutsideSecretMissing(
        `${path} cannot be read: there is no vault`,
        "Whoever runs the server can set ISLEWIRE_VAULT_ADDRESS and ISLEWIRE_VAULT_TOKEN",
      );
    const [mount = "", ...rest] = path.split("/").map(encodeURIComponent);
    if (path.split("/").some((part) => part === "." || part === ".."))
      throw new OutsideSecretMissing(`${path} is no path in the vault`, "Correct the credential");
    const url = `${address.replace(/\/+$/, "")}/v1/${mount}/data/${rest.join("/")}`;
    const { status, body } = await ask({ url, token });
    const inner = isJsonObject(body) && isJsonObject(body.data) ? body.data.data : undefined;
    if (status === 200 && isJsonObject(inner)) return inner as { [key: string]: Json };
    if (status === 404)
      throw new OutsideSecretMissing(
        `There is nothing at ${path} in the vault`,
        "Correct the credential, or write it there",
      );
    if (status === 403)
      throw new OutsideSecretMissing(
        `The vault does not let us read ${path}`,
        "Give the token of ISLEWIRE_VAULT_TOKEN a policy that may read it",
      );
    throw new OutsideSecretMissing(
      `The vault gave nothing for ${path}: it answered ${status}`,
      "Look whether the vault is sealed, and whether the mount is a key-value store of version 2",
    );
  }

  /** Failures are not kept. */
  function once<T>(name: string, readNow: () => Promise<T>): Promise<T> {
    const now = Date.now();
    const earlier = kept.get(name);
    if (earlier && earlier.until > now) return earlier.value as Promise<T>;
    if (kept.size >= maxKept) kept.clear();
    const value = readNow();
    kept.set(name, { until: now + keptMs, value });
    value.catch(() => kept.delete(name));
    return value;
  }
}

const missingFile = (path: string) =>
  new OutsideSecretMissing(`There is no file ${path} in the folder for secrets`, "Write the secret into it");

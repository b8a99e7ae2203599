import { findCredentialType } from "@/nodes/registry";
import { NodeError } from "@/nodes/sdk/node-error";
import { describeParams, objectSchema } from "@/nodes/sdk/params";
import { OutsideSecretMissing, type OutsideSecrets } from "@/server/secrets/outside-secrets";
import type { Json } from "@/shared/item";
import { isOutsideValue, type OutsideValue } from "@/shared/outside-secret";
import { hostsField } from "@/shared/stored-credential";

type Values = { [name: string]: unknown };

/** A credential as it was stored: its values, where it may be sent, and which values are read from outside. */
export type OpenCredential = { values: Values; hosts?: string[]; outside: ReadonlyMap<string, OutsideValue> };

/** Values from outside are empty until `filled`. */
export function readStored(type: string, text: string): OpenCredential {
  const { [hostsField]: hosts, ...stored } = JSON.parse(text) as Values;
  const outside = new Map<string, OutsideValue>();
  for (const [name, value] of Object.entries(stored)) if (isOutsideValue(value)) outside.set(name, value);
  const present = Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, outside.has(name) ? placeholder : value]),
  );
  return { values: checked(type, present), ...(Array.isArray(hosts) && { hosts: hosts.map(String) }), outside };
}

const placeholder = "outside";

/** Throws `NodeError` that names what is missing. */
export async function filled(name: string, open: OpenCredential, secrets: OutsideSecrets): Promise<OpenCredential> {
  if (open.outside.size === 0) return open;
  const values = { ...open.values };
  try {
    await Promise.all(
      [...open.outside].map(async ([field, value]) => {
        values[field] = await secrets.resolve(value);
      }),
    );
  } catch (thrown) {
    if (!(thrown instanceof OutsideSecretMissing) && !(thrown instanceof NodeError)) throw thrown;
    throw new NodeError(`The credential "${name}" is not complete: ${thrown.message}`, {
      code: "CREDENTIAL_OUTSIDE",
      hint: thrown.hint,
    });
  }
  return { ...open, values };
}

/** The text to seal: what was read from outside is not stored, but where it is. */
export function toStore(values: Values, open: OpenCredential | undefined): string {
  const stored: Values = { ...values };
  for (const [name, value] of open?.outside ?? []) if (values[name] === open?.values[name]) stored[name] = value;
  if (open?.hosts) stored[hostsField] = open.hosts;
  return JSON.stringify(stored);
}

const namesOf = new Map<string, string[]>();

export function secretNames(type: string): string[] {
  const known = namesOf.get(type);
  if (known) return known;
  const fields = describeParams(findCredentialType(type)?.params ?? {});
  const names = Object.entries(fields).flatMap(([name, { control }]) => (control === "secret" ? [name] : []));
  namesOf.set(type, names);
  return names;
}

/** The texts that must not be seen; of a secret that is JSON, also those in it. */
export function secretsOf(type: string, values: Values): string[] {
  return secretNames(type).flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value ? [value, ...withinJson(value), ...linesOf(value)] : [];
  });
}

function withinJson(text: string): string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return leaves(JSON.parse(text) as Json);
  } catch {
    return [];
  }
}

const leaves = (value: Json): string[] =>
  typeof value === "string" ? [value] : Object(value) === value ? Object.values(value as object).flatMap(leaves) : [];

/** Of a PEM: who repeats a part of it gives it away as well. */
const linesOf = (text: string) =>
  text.includes("\n")
    ? text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= minLine && !line.startsWith("-----"))
    : [];
const minLine = 24;

export function checked(type: string, values: unknown): Values {
  const definition = findCredentialType(type);
  return definition ? (objectSchema(definition.params).parse(values) as Values) : {};
}

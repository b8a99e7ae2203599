import { NodeError } from "@/nodes/sdk/node-error";
import type { NodeEnvironment } from "@/server/engine/execute-node";
import { type Mask, maskedInfo, maskOf } from "@/server/redaction/mask";
import { isAllowedPlace, type Place, placeOfUrl } from "@/shared/allowed-hosts";
import type { Item, Json, Ports } from "@/shared/item";

/** A credential as it is checked: where it may be sent. Without hosts everywhere. */
export type Bound = { id: string; name: string; hosts?: readonly string[] };

/** The credentials a step has used so far: what its connections are checked against, and what is hidden of what it gives. */
export type CredentialUses = {
  /** Its secrets are in the hands of the node: every connection from now on may carry them. */
  revealed(credential: Bound): void;
  /** They went out, or were read. */
  secrets(texts: readonly string[]): void;
  requireAllowed(place: Place): void;
  visit(url: URL): void;
  /** Nothing at all, while no credential was used. */
  mask(): Mask | undefined;
};

export function createUses(): CredentialUses {
  const revealed = new Map<string, Bound>();
  const secrets = new Set<string>();
  let mask: Mask | undefined;

  const requireAllowed = (place: Place) => {
    for (const credential of revealed.values()) requirePlace(credential, place);
  };

  return {
    requireAllowed,
    revealed: (credential) => void revealed.set(credential.id, credential),
    secrets(texts) {
      for (const text of texts) {
        if (!text || secrets.has(text)) continue;
        secrets.add(text);
        mask = undefined;
      }
    },
    visit: (url) => requireAllowed(placeOfUrl(url)),
    mask() {
      if (secrets.size === 0) return undefined;
      mask ??= maskOf(secrets);
      return mask;
    },
  };
}

/** Of a step without credentials: there is nothing to check or to hide. */
export const noUses: CredentialUses = {
  ...{ revealed() {}, secrets() {}, requireAllowed() {}, visit() {}, mask: () => undefined },
};

/** Throws where the credential may not be sent. The error never says what it holds. */
export function requirePlace({ name, hosts }: Bound, place: Place): void {
  if (!hosts || isAllowedPlace(hosts, place)) return;
  const where = place.port === undefined ? place.host : `${place.host}:${place.port}`;
  throw new NodeError(`The credential "${name}" may not be sent to ${where}`, {
    code: "CREDENTIAL_HOST",
    hint: `It is bound to ${hosts.join(", ")}. Correct the address, or allow that host in the credential`,
    lasts: true,
  });
}

/** For what a step gives: its items, and its error. */
export const hidingOf = (uses: CredentialUses): NodeEnvironment["hide"] => ({
  outputs: (outputs) => maskedPorts(outputs, uses.mask()),
  error(error) {
    const mask = uses.mask();
    return mask ? maskedInfo(error, mask) : error;
  },
});

function maskedPorts(outputs: Ports, mask: Mask | undefined): Ports {
  if (!mask) return outputs;
  return Object.fromEntries(Object.entries(outputs).map(([port, items]) => [port, maskedItems(items, mask)]));
}

export function maskedItems(items: Item[], mask: Mask | undefined): Item[] {
  if (!mask) return items;
  return items.map((item) => {
    const json = mask.value(item.json);
    return json === item.json ? item : { ...item, json };
  });
}

export function maskedError(thrown: unknown, uses: CredentialUses): unknown {
  const mask = uses.mask();
  if (!mask || !(thrown instanceof Error)) return thrown;
  const message = mask.text(thrown.message);
  const { hint, code } = thrown instanceof NodeError ? thrown : { hint: undefined, code: undefined };
  return new NodeError(message, { code, hint: hint && mask.text(hint) });
}

export const maskedJson = <T extends Json>(value: T, uses: CredentialUses): T => uses.mask()?.value(value) ?? value;

import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { isAllowedPlace } from "@/shared/allowed-hosts";
import { splitEgressEntry } from "@/shared/egress";
import { otherProtocols } from "./ports";

/**
 * Which addresses a workflow may reach: public ones, and private ones that the operator named. One rule for HTTP
 * and for raw connections, applied to the address that is really connected to.
 */
export type EgressRules = {
  allows(address: string, port: number, host: string): boolean;
  /** It is a project's that is kept to some hosts. */
  isLimited: boolean;
  /** Whether HTTP may be spoken there: not where another protocol is at home, unless the operator named the port. */
  speaksHttp(port: number): boolean;
};

export type Target = { address: string; family: 4 | 6 };

export class ForbiddenAddress extends Error {
  override name = "ForbiddenAddress";
  readonly code = "EGRESS_BLOCKED";
  constructor(
    host: string,
    readonly isLimited = false,
  ) {
    super(
      isLimited
        ? `"${host}" is not among the hosts that workflows of this project may reach`
        : `"${host}" is in a private network, which workflows may not reach`,
    );
  }
}

/**
 * `allowed` is a list such as `192.168.1.0/24`, `192.168.1.5:8123`, `nas.lan:443`, `127.0.0.1` or `localhost`;
 * without a port, every port. `only`: hosts it is kept to, by the rules of `allowed-hosts.ts`; empty: any.
 */
export function egressRules(allowed: readonly string[], only: readonly string[] = []): EgressRules {
  const entries = allowed.map(parseEntry);
  return {
    isLimited: only.length > 0,
    allows(address, port, host) {
      if (only.length > 0 && !isAllowedPlace(only, { host, port })) return false;
      const parsed = ipaddr.process(address);
      if (isPublic(parsed)) return true;
      return entries.some(
        (entry) =>
          (entry.port === undefined || entry.port === port) &&
          (entry.network
            ? entry.network[0].kind() === parsed.kind() && parsed.match(entry.network)
            : entry.name === host.toLowerCase()),
      );
    },
    speaksHttp: (port) => !otherProtocols.has(port) || entries.some((entry) => entry.port === port),
  };
}

type Entry = { port?: number; name?: string; network?: [ipaddr.IPv4 | ipaddr.IPv6, number] };

function parseEntry(text: string): Entry {
  const { name, port } = splitEgressEntry(text);
  if (name.includes("/")) return { port, network: ipaddr.parseCIDR(name) };
  if (isIP(name)) {
    const address = ipaddr.process(name);
    return { port, network: [address, address.kind() === "ipv4" ? 32 : 128] };
  }
  return { port, name: name.toLowerCase() };
}

/** Unicast, and none of the ranges that carry an IPv4 address inside or are special all the same. */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== "unicast") return false;
  return !special.some((range) => range[0].kind() === address.kind() && address.match(range));
}

const special = [
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2001::/23",
  "2002::/16",
  "192.0.0.0/24",
  "198.18.0.0/15",
  "100.64.0.0/10",
  // Public by its number, but every machine of Azure asks its host there.
  "168.63.129.16/32",
].map((range) => ipaddr.parseCIDR(range));

export type LookUp = (host: string) => Promise<{ address: string; family: number }[]>;

/** Resolves a host and keeps the first address, when every one of them is allowed. Throws `ForbiddenAddress`. */
export async function resolveTarget(
  host: string,
  port: number,
  rules: EgressRules,
  lookUp: LookUp = (name) => lookup(name, { all: true }),
): Promise<Target> {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  const literal = isIP(bare);
  const found = literal ? [{ address: bare, family: literal }] : await lookUp(bare);
  for (const { address } of found)
    if (!rules.allows(address, port, bare)) throw new ForbiddenAddress(host, rules.isLimited);
  const [first] = found;
  if (!first) throw new Error(`"${host}" has no address`);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

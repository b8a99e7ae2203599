import type { IncomingMessage } from "node:http";
import { BlockList, isIP, SocketAddress } from "node:net";

/** Who sent a request, by what address and name it reached us. The one place that reads the headers of proxies. */
export type Sender = {
  /** In its shortest form, IPv4 without `::ffff:`; `unknown` where a proxy does not say it properly. */
  address: string;
  /** By TLS, to us or to a proxy that is trusted. */
  isSecure: boolean;
  /** The name and port in the address that was called. */
  host: string | undefined;
};

/** Which senders are proxies whose word counts: the networks they are in, or how many of them stand before us. */
export type TrustedProxies = { networks: BlockList } | { hops: number };

/** An entry of `ISLEWIRE_TRUST_PROXY` that is no address, network or count. */
export class NoProxy extends Error {}

const maxHops = 10;

/** `2`, or `127.0.0.1,10.0.0.0/8,::1`. Empty or `none`: nobody. Throws `NoProxy`. */
export function parseTrustedProxies(text: string): TrustedProxies {
  const given = text.trim();
  if (given === "none") return nobody;
  if (/^\d+$/.test(given)) {
    if (Number(given) <= maxHops) return { hops: Number(given) };
    throw new NoProxy(`${given} proxies are too many: at most ${maxHops}`);
  }
  if (given === "") return nobody;
  const fail = (entry: string) => {
    throw new NoProxy(`"${entry}" is no address, no network such as 10.0.0.0/8, and no number of proxies`);
  };
  return { networks: networksOf(given.split(","), fail) };
}

/** Addresses and networks as a list to look into. `onWrong`: what is neither. */
export function networksOf(entries: readonly string[], onWrong: (entry: string) => void = () => {}): BlockList {
  const list = new BlockList();
  for (const entry of entries.map((text) => text.trim()).filter(Boolean)) {
    const [host = "", bits, ...rest] = entry.split("/");
    const family = familyOf(host);
    const most = family === "ipv4" ? 32 : 128;
    if (!family || rest.length > 0) onWrong(entry);
    else if (bits === undefined) list.addAddress(host, family);
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= most) list.addSubnet(host, Number(bits), family);
    else onWrong(entry);
  }
  return list;
}

export const isWithin = (address: string, networks: BlockList): boolean => {
  const family = familyOf(address);
  return family !== undefined && networks.check(address, family);
};

const senders = new WeakMap<IncomingMessage, Sender>();

/** Done once, by the door, before anybody asks. */
export function noteSender(req: IncomingMessage, proxies: TrustedProxies): Sender {
  const sender = read(req, proxies);
  senders.set(req, sender);
  return sender;
}

export const senderOf = (req: IncomingMessage): Sender => senders.get(req) ?? read(req, nobody);
export const clientAddress = (req: IncomingMessage): string => senderOf(req).address;

const nobody: TrustedProxies = { hops: 0 };

function read(req: IncomingMessage, proxies: TrustedProxies): Sender {
  const { headers } = req;
  if (proxies === nobody)
    return { address: addressOf(req.socket.remoteAddress ?? ""), isSecure: isTls(req), host: headers.host };
  const chain = [addressOf(req.socket.remoteAddress ?? ""), ...fromTheRight(headers["x-forwarded-for"], addressOf)];
  const isProxy = (at: number) =>
    "hops" in proxies ? at < proxies.hops : isWithin(chain[at] ?? unknown, proxies.networks);
  let trusted = 0;
  while (trusted < chain.length && isProxy(trusted)) trusted++;
  /** What the outermost of the trusted proxies says; they write one after the other, like the addresses. */
  const said = (name: "x-forwarded-proto" | "x-forwarded-host"): string | undefined => {
    const values = trusted > 0 ? fromTheRight(headers[name], (text) => text) : [];
    return values[Math.min(trusted, values.length) - 1];
  };
  const protocol = said("x-forwarded-proto")?.toLowerCase();
  return {
    address: chain[Math.min(trusted, chain.length - 1)] ?? unknown,
    isSecure: protocol ? protocol === "https" : isTls(req),
    host: said("x-forwarded-host") ?? headers.host,
  };
}

const isTls = ({ socket }: IncomingMessage) => "encrypted" in socket && socket.encrypted === true;

/** More of them nobody looks at: a header of 32 KB would hold thousands. */
const maxEntries = maxHops * 3;

function fromTheRight(header: string | string[] | undefined, readOne: (text: string) => string): string[] {
  if (header === undefined) return [];
  return String(header)
    .split(",")
    .slice(-maxEntries)
    .reverse()
    .map((text) => readOne(text.trim()));
}

const unknown = "unknown";

/** Also with a port, as some proxies write it. */
function addressOf(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const plain = (bracketed ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")).replace(/%.*$/, "");
  const family = familyOf(plain);
  if (!family) return unknown;
  if (family === "ipv4") return plain;
  return new SocketAddress({ address: plain, family }).address.replace(/^::ffff:(?=\d+\.)/, "");
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : undefined;
}

/** Those who count as one for limits: an address, or the 64 bits of a network that one customer has of IPv6. */
export function neighbourhood(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = "", right] = address.split("::");
  const groups = (text: string) => (text ? text.split(":") : []);
  const head = groups(left);
  const missing = right === undefined ? 0 : 8 - head.length - groups(right).length;
  return `${[...head, ...Array(missing).fill("0"), ...groups(right ?? "")].slice(0, 4).join(":")}::/64`;
}

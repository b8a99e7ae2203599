/**
 * Where a credential may be sent: `api.example.com`, `*.example.com` (every name below it, not itself), each with a port
 * or for every port; `*` is everywhere.
 */
export type HostRule = { host: string; port?: number; isBelow?: true };
export type Place = { host: string; port?: number };

export const maxAllowedHosts = 50;

/** Splits what a person wrote, at commas and white space. */
export const hostsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** As it is stored and compared, or nothing when it is no place. */
export function normalHost(text: string): string | undefined {
  const given = text.trim().toLowerCase();
  if (given === "*") return given;
  const isBelow = given.startsWith("*.");
  const parsed = parse(isBelow ? given.slice(2) : given);
  if (!parsed || (isBelow && (isAddress(parsed.host) || !parsed.host.includes(".")))) return undefined;
  return `${isBelow ? "*." : ""}${parsed.host}${parsed.port === undefined ? "" : `:${parsed.port}`}`;
}

/** `rules` are normal. */
export function isAllowedPlace(rules: readonly string[], { host, port }: Place): boolean {
  const plain = parse(host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);
  if (!plain || plain.port !== undefined) return false;
  return rules.some((rule) => {
    if (rule === "*") return true;
    const isBelow = rule.startsWith("*.");
    const wanted = parse(isBelow ? rule.slice(2) : rule);
    if (!wanted || (wanted.port !== undefined && wanted.port !== port)) return false;
    return isBelow ? plain.host.endsWith(`.${wanted.host}`) : plain.host === wanted.host;
  });
}

/** The place of an address, with the port that is really connected to. */
export function placeOfUrl(url: { hostname: string; port: string; protocol: string }): Place {
  return { host: url.hostname, port: Number(url.port) || (url.protocol === "https:" ? 443 : 80) };
}

/** The host of an address that a person entered, as a list of rules. */
export function hostOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { hostname, port } = new URL(text);
  const host = normalHost(port ? `${hostname}:${port}` : hostname);
  return host === undefined ? [] : [host];
}

/** By the rules of URLs: names in other scripts, numbers that are addresses, brackets. */
function parse(text: string): Place | undefined {
  const [, name = "", portText] = /^(\[[^\]]+\]|[^:/?#@\s\\*]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (!name || !URL.canParse(`http://${name}`)) return undefined;
  const { hostname } = new URL(`http://${name}`);
  const host = hostname.replace(/\.$/, "");
  const port = portText === undefined ? undefined : Number(portText);
  if (!host || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host, ...(port !== undefined && { port }) };
}

const isAddress = (host: string) => host.startsWith("[") || /^[\d.]+$/.test(host);

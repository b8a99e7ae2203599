import { normalHost } from "./allowed-hosts";

/** What administrators say of the connections of a project's workflows. */
export type ProjectEgress = {
  /** Private targets it may reach beside those of the server: `192.168.1.0/24`, `nas.lan:443`, `[fd00::1]:80`. */
  allow: string[];
  /** Hosts it is kept to, by the rules of `allowed-hosts.ts`; empty: any. */
  only: string[];
};

export const maxEgressEntries = 100;

/** The name, address or network of an entry, without its brackets, and the port if it has one. */
export function splitEgressEntry(text: string): { name: string; port?: number } {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]+)\]|([^:]+|[0-9a-f:]+:[0-9a-f:]*(?:\/\d+)?))(?::(\d+))?$/i.exec(text.trim()) ?? [];
  return { name: bracketed ?? plain ?? text.trim(), ...(port && { port: Number(port) }) };
}

/** Whether it is one. Names are compared as they are written: they need no address to be one. */
export function isEgressEntry(text: string): boolean {
  const { name, port } = splitEgressEntry(text);
  if (port !== undefined && (port < 1 || port > 65_535)) return false;
  const [host = "", bits, ...more] = name.split("/");
  const isNumber = /^[\d.]+$|:/.test(host);
  if (bits !== undefined && (more.length > 0 || !isNumber || !isBits(bits, host.includes(":")))) return false;
  const normal = normalHost(host.includes(":") ? `[${host}]` : host);
  return normal !== undefined && !normal.startsWith("*") && !(isNumber && !host.includes(":") && normal !== host);
}

const isBits = (text: string, isV6: boolean) => /^\d{1,3}$/.test(text) && Number(text) <= (isV6 ? 128 : 32);

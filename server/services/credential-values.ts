import { findCredentialType } from "@/nodes/registry";
import { describeParams } from "@/nodes/sdk/params";
import { hostOfUrl, maxAllowedHosts, normalHost } from "@/shared/allowed-hosts";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import { isOutsideValue, type OutsideValue, problemOfOutside } from "@/shared/outside-secret";

export function secretNames(type: string): string[] {
  const fields = describeParams(findCredentialType(type)?.params ?? {});
  return Object.entries(fields).flatMap(([name, { control }]) => (control === "secret" ? [name] : []));
}

/** Where a credential of that type belongs: at its service. Of a general type nothing is known. */
export function defaultHosts(type: string, values: JsonObject): string[] | undefined {
  const definition = findCredentialType(type);
  const { url } = values;
  const hosts = definition?.hosts ?? (typeof url === "string" ? hostOfUrl(url) : []);
  return hosts.length > 0 ? [...hosts] : undefined;
}

/** As they are stored; nothing was said where there are none. */
export function normal(given: string[] | undefined): string[] | undefined {
  if (!given || given.length === 0) return undefined;
  if (given.length > maxAllowedHosts)
    throw new AppError("INVALID", `A credential can name ${maxAllowedHosts} hosts at most`, {
      hint: "*.example.com stands for every name below it",
    });
  const hosts = given.map((text) => {
    const host = normalHost(text);
    if (host !== undefined) return host;
    throw new AppError("INVALID", `"${text}" is not the name of a host`, {
      hint: "Write api.example.com, *.example.com or nas.lan:8443, without https:// and path; * is every host",
    });
  });
  return [...new Set(hosts)];
}

type Change = { type: string; hosts: string[] | undefined; stored: JsonObject; next: JsonObject };

/** Hosts nobody has chosen follow the address in the values. */
export function hostsAfter(given: string[] | undefined, { type, hosts, stored, next }: Change): string[] | undefined {
  const chosen = given === undefined ? hosts : normal(given);
  if (given !== undefined && chosen === undefined) return defaultHosts(type, next);
  const isDefault = hosts && JSON.stringify(hosts) === JSON.stringify(defaultHosts(type, stored));
  const isLeft = JSON.stringify(chosen) === JSON.stringify(hosts);
  return isDefault && isLeft ? defaultHosts(type, next) : chosen;
}

/** Secrets that are not stored but named. Throws `AppError` for what no secret may be. */
export function outsideIn(type: string, values: JsonObject): { [name: string]: OutsideValue } {
  const named = Object.entries(values).filter(([, value]) => isOutsideValue(value));
  if (named.length === 0) return {};
  const secret = new Set(secretNames(type));
  const fields = describeParams(findCredentialType(type)?.params ?? {});
  return Object.fromEntries(
    named.map(([name, value]) => {
      const label = fields[name]?.label ?? name;
      if (!secret.has(name)) throw new AppError("INVALID", `"${label}" is no secret: it cannot come from outside`);
      const problem = problemOfOutside(value as unknown as OutsideValue);
      if (problem) throw new AppError("INVALID", `"${label}": the place outside is not one ${problem}`);
      return [name, value as unknown as OutsideValue];
    }),
  );
}

/** For the check of all values together. */
export const placeholders = (outside: { [name: string]: OutsideValue }) =>
  Object.fromEntries(Object.keys(outside).map((name) => [name, "outside"]));

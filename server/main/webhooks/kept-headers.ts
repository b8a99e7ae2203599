import type { IncomingHttpHeaders } from "node:http";
import { isSecretName } from "@/shared/secret-name";

/** A header of a refused call, as it is kept. A secret is there, but not what it is. */
export type KeptHeader = { name: string; value: string | null };

const maxValue = 2_048;
/** What nobody keeps a secret in. */
const plainName =
  /^(accept(-.+)?|content-(type|length|encoding|language)|host|user-agent|origin|referer|date|connection|transfer-encoding|expect|via|forwarded|x-forwarded-.+|x-real-ip|x-request-id|idempotency-key|webhook-(id|timestamp)|svix-(id|timestamp)|x-.+-(event|topic|delivery|delivery-id|webhook-id|event-id|timestamp|domain|source|resource|version))$/i;

/**
 * `isGuarded`: the address asks for a secret, and the call may hold one that is nearly right, in a header of any name.
 */
export function keptHeaders(headers: IncomingHttpHeaders, isGuarded: boolean): KeptHeader[] {
  return Object.entries(headers).map(([name, given]) => {
    const isSecret = isSecretName(name) || (isGuarded && !plainName.test(name));
    const value = Array.isArray(given) ? given.join(", ") : (given ?? "");
    return { name, value: isSecret ? null : value.slice(0, maxValue) };
  });
}

/** Without the values of secrets. Empty: there is none. */
export function keptQuery({ searchParams }: URL): string {
  const kept = new URLSearchParams();
  for (const [name, value] of searchParams) kept.append(name, isSecretName(name) ? "" : value.slice(0, maxValue));
  return kept.toString().slice(0, 4 * maxValue);
}

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export const sessionSeconds = 14 * 86_400;

export type Cookies = ReturnType<typeof createCookies>;

/** Cookies as better-auth writes and reads them, for what it does not do itself. */
export function createCookies({ secret, isSecure }: { secret: string; isSecure: boolean }) {
  // A browser takes `__Host-` from this very host by TLS only. Plain HTTP cannot have it.
  const prefix = isSecure ? "__Host-islewire" : "islewire";
  const names = { session: `${prefix}.session_token`, signIn: `${prefix}.sign_in` };
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  const signatureOf = (value: string) => createHmac("sha256", secret).update(value).digest("base64");
  const line = (name: string, value: string, seconds: number) =>
    `${name}=${encodeURIComponent(value)}; Max-Age=${seconds}${attributes}`;

  return {
    prefix,
    names,
    plain: (name: string, value: string, seconds: number) => line(name, value, seconds),
    cleared: (name: string) => line(name, "", 0),
    session: (token: string) => line(names.session, `${token}.${signatureOf(token)}`, sessionSeconds),
    /** The token of a request; one that we did not sign is none. */
    tokenOf(req: IncomingMessage): string | undefined {
      const value = readCookie(req, names.session);
      const at = value?.lastIndexOf(".") ?? -1;
      if (value === undefined || at < 1) return undefined;
      const token = value.slice(0, at);
      const [given, wanted] = [Buffer.from(value.slice(at + 1)), Buffer.from(signatureOf(token))];
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : undefined;
    },
    readCookie,
  };

  function readCookie(req: IncomingMessage, name: string): string | undefined {
    for (const part of req.headers.cookie?.split(";") ?? []) {
      const at = part.indexOf("=");
      if (part.slice(0, at).trim() !== name) continue;
      try {
        return decodeURIComponent(part.slice(at + 1).trim());
      } catch {
        return undefined;
      }
    }
    return undefined;
  }
}

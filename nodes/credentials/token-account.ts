import { defineCredential, p } from "@/nodes/sdk";

/** Accounts that are a token, and the address where it is good. */

export const apiAddress = (url: string) =>
  p.text({ label: "API address", default: url, required: true, advanced: true });
export const ownServer = (placeholder: string) => p.text({ label: "Server address", required: true, placeholder });
export const below = (url: string, path: string) => ({ url: url.replace(/\/+$/, "") + path });

export type TokenAccount = { type: string; label: string; summary: string; token?: string; url: string };
type Sign = (headers: Headers, token: string) => void;

/** A service with one address for all, which may be another for tests and private copies. */
export const hosted = (
  { type, label, summary, token: name = "Access token", url }: TokenAccount,
  sign: Sign,
  testPath?: string,
) =>
  defineCredential({
    ...{ type, label, summary },
    params: { token: p.secret({ label: name, required: true }), url: apiAddress(url) },
    authenticate: ({ headers }, { token }) => sign(headers, token),
    ...(testPath && { test: ({ url: own }) => below(own, testPath) }),
  });

/** A service that people run themselves. */
export const selfHosted = (
  { type, label, summary, token: name = "Access token", url: placeholder }: TokenAccount,
  sign: Sign,
  testPath: string,
) =>
  defineCredential({
    ...{ type, label, summary },
    params: { url: ownServer(placeholder), token: p.secret({ label: name, required: true }) },
    authenticate: ({ headers }, { token }) => sign(headers, token),
    test: ({ url }) => below(url, testPath),
  });

export const header =
  (name: string, prefix = ""): Sign =>
  (headers, token) =>
    headers.set(name, prefix + token);
export const bearer = header("authorization", "Bearer ");

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

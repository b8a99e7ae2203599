import { createHash, createHmac } from "node:crypto";

export type S3Keys = { region: string; accessKeyId: string; secretAccessKey: string; sessionToken: string };

type Signed = { method: string; url: URL; headers: Headers };

/** Adds a signature of AWS, version 4. The hash of the body is in `x-amz-content-sha256`; without it, of none. */
export function signS3({ method, url, headers }: Signed, keys: S3Keys, now = new Date()): void {
  const date = stamp(now);
  headers.set("x-amz-date", date);
  if (!headers.has("x-amz-content-sha256")) headers.set("x-amz-content-sha256", hashOfNothing);
  if (keys.sessionToken) headers.set("x-amz-security-token", keys.sessionToken);
  const names = [...headers.keys()].filter((name) => name.startsWith("x-amz-") || name === "content-type");
  const lines = [["host", url.host], ...names.map((name) => [name, headers.get(name)?.trim().replace(/ +/g, " ")])]
    .map(([name, value]) => `${name}:${value}\n`)
    .sort();
  const signedHeaders = ["host", ...names].sort().join(";");
  const hash = headers.get("x-amz-content-sha256") ?? hashOfNothing;
  const request = [method, canonicalPath(url), canonicalQuery(url), lines.join(""), signedHeaders, hash].join("\n");
  const signature = sign(request, date, keys);
  headers.set(
    "authorization",
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scopeOf(date, keys)}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  );
}

/** An address by which anybody can do this one thing for some time. */
export function presignS3(method: string, address: string, seconds: number, keys: S3Keys, now = new Date()): string {
  const url = new URL(address);
  const date = stamp(now);
  url.searchParams.set("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  url.searchParams.set("X-Amz-Credential", `${keys.accessKeyId}/${scopeOf(date, keys)}`);
  url.searchParams.set("X-Amz-Date", date);
  url.searchParams.set("X-Amz-Expires", String(seconds));
  if (keys.sessionToken) url.searchParams.set("X-Amz-Security-Token", keys.sessionToken);
  url.searchParams.set("X-Amz-SignedHeaders", "host");
  const query = canonicalQuery(url);
  const request = [method, canonicalPath(url), query, `host:${url.host}\n`, "host", "UNSIGNED-PAYLOAD"].join("\n");
  return `${url.origin}${canonicalPath(url)}?${query}&X-Amz-Signature=${sign(request, date, keys)}`;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const hashOfNothing = sha256("");

/** `20260131T090000Z`. */
const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, "");

const scopeOf = (date: string, { region }: S3Keys) => `${date.slice(0, 8)}/${region}/s3/aws4_request`;

function sign(request: string, date: string, keys: S3Keys): string {
  const text = ["AWS4-HMAC-SHA256", date, scopeOf(date, keys), sha256(request)].join("\n");
  const day = hmac(`AWS4${keys.secretAccessKey}`, date.slice(0, 8));
  return hmac(hmac(hmac(hmac(day, keys.region), "s3"), "aws4_request"), text).toString("hex");
}

/** Everything but letters, digits and `-._~` in percents, which is more than addresses need. */
export const percented = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalPath = ({ pathname }: URL) =>
  pathname
    .split("/")
    .map((part) => percented(decodeURIComponent(part)))
    .join("/");

const canonicalQuery = ({ searchParams }: URL) =>
  [...searchParams]
    .map(([name, value]) => `${percented(name)}=${percented(value)}`)
    .sort()
    .join("&");

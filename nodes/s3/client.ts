import { XMLParser } from "fast-xml-parser";
import { NodeError } from "@/nodes/sdk";
import type { Credential } from "@/nodes/sdk/credential";
import type { HttpRequest, HttpResponse, Services } from "@/nodes/sdk/services";
import type { S3Access } from "./credential";
import { percented } from "./signature";

export type Bucket = {
  /** Where a key is, as an address without a query. */
  addressOf(key: string): string;
  request(method: string, key: string, more?: Partial<HttpRequest>): Promise<HttpResponse>;
};

export function openBucket(bucket: string, credential: Credential, http: Services["http"]): Bucket {
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket)) {
    throw new NodeError(`"${bucket.slice(0, 100)}" is no name of a bucket`, { param: "operation.bucket" });
  }
  const { endpoint, pathStyle } = credential.reveal() as S3Access;
  const addressOf = (key: string) => {
    const url = new URL(endpoint);
    const base = url.pathname.replace(/\/+$/, "");
    if (!pathStyle) url.host = `${bucket}.${url.host}`;
    return `${url.origin}${base}${pathStyle ? `/${bucket}` : ""}/${pathOf(key)}`;
  };
  return {
    addressOf,
    async request(method, key, more) {
      const answer = await http({ method, url: addressOf(key), auth: credential, maxRedirects: 0, ...more });
      if (answer.ok) return answer;
      throw refused(answer, key || bucket);
    },
  };
}

/** An address takes parts of dots for a way up, so that such a key would be another. */
function pathOf(key: string): string {
  const parts = key.split("/");
  if (!parts.some((part) => part === "." || part === "..")) return parts.map(percented).join("/");
  throw new NodeError(`"${key.slice(0, 200)}" cannot be reached as a key`, {
    code: "PATH_REFUSED",
    hint: "A key has no parts of dots alone",
    param: "operation.key",
  });
}

const parser = new XMLParser({
  parseTagValue: false,
  isArray: (name) => ["Contents", "CommonPrefixes", "Bucket"].includes(name),
});

export const readXml = ({ body }: HttpResponse) => parser.parse(String(body)) as { [name: string]: unknown };

function refused(answer: HttpResponse, what: string): NodeError {
  const { Error: told } = readXml(answer) as { Error?: { Code?: string; Message?: string } };
  const said = told?.Code ? `${told.Code}: ${told.Message ?? ""}` : `${answer.status} ${answer.statusText}`;
  return new NodeError(`S3 says of "${what}": ${said}`, {
    code: "S3_FAILED",
    hint: hints.find(([pattern]) => pattern.test(said))?.[1],
  });
}

const hints: [RegExp, string][] = [
  [/SignatureDoesNotMatch|InvalidAccessKeyId|^403/, "Check the keys, and that the server's clock is right"],
  [/AuthorizationHeaderMalformed|PermanentRedirect|^301|IllegalLocation/, "Check the region and the address"],
  [/NoSuchBucket/, "Check the name of the bucket"],
];

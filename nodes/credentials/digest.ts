import { createHash, randomBytes } from "node:crypto";
import { defineCredential, NodeError, p } from "@/nodes/sdk";
import { testOf, testUrl } from "./test-url";

export const digestAuth = defineCredential({
  type: "http.digest",
  label: "Digest auth",
  summary: "User name and password that answer a challenge",
  params: { user: p.text({ label: "User", required: true }), password: p.secret({ label: "Password" }), testUrl },
  answersChallenges: true,
  authenticate({ method, url, headers }, { user, password }, challenge) {
    if (challenge) headers.set("authorization", answer({ method, url, user, password, challenge }));
  },
  test: testOf,
});

type Question = { method: string; url: URL; user: string; password: string; challenge: string };

/** RFC 7616, with quality of protection `auth` or none. */
function answer({ method, url, user, password, challenge }: Question): string {
  const asked = directives(challenge);
  const algorithm = (asked.algorithm ?? "MD5").toUpperCase();
  const hashName = hashes[algorithm.replace(/-SESS$/, "")];
  if (!/^\s*digest\s/i.test(challenge) || !hashName || asked.nonce === undefined) {
    throw new NodeError(`The service does not ask for digest authentication it is possible to give: ${challenge}`, {
      code: "DIGEST_UNKNOWN",
      hint: "Choose a credential of the kind that the service wants",
    });
  }
  const hash = (...parts: string[]) => createHash(hashName).update(parts.join(":")).digest("hex");
  const { realm = "", nonce, opaque } = asked;
  const uri = url.pathname + url.search;
  const cnonce = randomBytes(16).toString("hex");
  const count = "00000001";
  const hasQuality = asked.qop?.split(",").some((name) => name.trim() === "auth");
  const plain = hash(user, realm, password);
  const secret = algorithm.endsWith("-SESS") ? hash(plain, nonce, cnonce) : plain;
  const request = hash(method, uri);
  const response = hasQuality ? hash(secret, nonce, count, cnonce, "auth", request) : hash(secret, nonce, request);
  const fields = [
    ...[`username=${quoted(user)}`, `realm=${quoted(realm)}`, `nonce=${quoted(nonce)}`, `uri=${quoted(uri)}`],
    ...[`response="${response}"`, `algorithm=${algorithm}`],
    ...(hasQuality || algorithm.endsWith("-SESS") ? [`nc=${count}`, `cnonce="${cnonce}"`] : []),
    ...(hasQuality ? ["qop=auth"] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${fields.join(", ")}`;
}

const hashes: { [algorithm: string]: string } = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" };

const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

function directives(challenge: string): { [name: string]: string | undefined } {
  const found = challenge.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries(
    [...found].map(([, name = "", quotedText, plain]) => [
      name.toLowerCase(),
      quotedText?.replace(/\\(.)/g, "$1") ?? plain,
    ]),
  );
}

import { createHmac } from "node:crypto";
import { p } from "@/nodes/sdk";
import type { SignedCall, Verdict } from "@/nodes/sdk/credential";
import { sameText } from "./secret-text";

/** How services prove that a call is theirs: a keyed hash over the body, byte for byte as it came. */
export type Signature = {
  /** Where the signatures stand, for the owner. */
  header: string;
  /** As they came, without a prefix. Several while the sender changes its secret. */
  signatures: readonly string[];
  algorithm: string;
  encoding: SignatureEncoding;
  /** What is signed besides the body. */
  before?: string;
  after?: string;
  /** When it was signed, in seconds since 1970; `NaN` when the call does not say so properly. */
  sentAt?: number;
};

export const signatureEncodings = ["hex", "base64", "base64url"] as const;
export type SignatureEncoding = (typeof signatureEncodings)[number];

type Secrets = { secret: string; acceptsEarlier: boolean; earlierSecret: string };

/** Both are taken while the sender changes from one to the other. */
export const signingSecrets = (help?: string) => ({
  secret: p.secret({ label: "Secret", required: true, help }),
  acceptsEarlier: p.toggle({
    label: "Take the earlier secret too",
    help: "While the sender changes to a new one",
  }),
  earlierSecret: p.secret({ label: "Earlier secret", onlyWhen: { acceptsEarlier: [true] } }),
});

export const tolerance = p.number({
  label: "Oldest call",
  help: "A call that was signed longer ago, or in the future, is refused: nobody can send a recorded one again later",
  unit: "s",
  default: 300,
  min: 1,
  max: 86_400,
  integer: true,
  advanced: true,
});

export const headerOf = ({ headers }: SignedCall, name: string): string => {
  const given = headers[name.toLowerCase()];
  return Array.isArray(given) ? given.join(",") : (given ?? "");
};

export function checkSignature(
  { body, now }: SignedCall,
  { header, signatures, algorithm, encoding, before = "", after = "", sentAt }: Signature,
  secrets: Secrets & { toleranceSeconds?: number },
  keyOf: (secret: string) => string | Buffer = (secret) => secret,
): Verdict {
  const given = signatures.map((text) => text.trim()).filter(Boolean);
  if (given.length === 0) return refused(`The header ${header} is missing or holds no signature`);
  if (sentAt !== undefined) {
    const { toleranceSeconds = 300 } = secrets;
    const ageSeconds = now / 1_000 - sentAt;
    if (!Number.isFinite(ageSeconds)) return refused("The call does not say when it was signed");
    if (Math.abs(ageSeconds) > toleranceSeconds) return refused(tooOld(ageSeconds, toleranceSeconds));
  }
  const known = secrets.acceptsEarlier ? [secrets.secret, secrets.earlierSecret] : [secrets.secret];
  for (const secret of known.filter(Boolean)) {
    const expected = createHmac(algorithm, keyOf(secret)).update(before).update(body).update(after).digest(encoding);
    const isOne = given
      .slice(0, maxSignatures)
      .some((text) => sameText(plain(text, encoding), plain(expected, encoding)));
    if (isOne) return { ok: true };
  }
  return refused(
    `The signature in ${header} does not fit: another secret signed the call, or the body was changed on the way`,
  );
}

/** More of them are none of a sender, but work for us. */
const maxSignatures = 10;

const refused = (reason: string): Verdict => ({ ok: false, status: 401, reason });

function tooOld(ageSeconds: number, toleranceSeconds: number): string {
  const seconds = Math.round(Math.abs(ageSeconds));
  const when = ageSeconds > 0 ? `${seconds} s ago` : `${seconds} s in the future`;
  return `The call was signed ${when}, and may be ${toleranceSeconds} s old. Perhaps a clock is wrong`;
}

/** Spellings of the same bytes. */
function plain(text: string, encoding: SignatureEncoding): string {
  if (encoding === "hex") return text.toLowerCase();
  return text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
}

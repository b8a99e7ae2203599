import { createHmac, timingSafeEqual } from "node:crypto";
import { mainProject } from "@/shared/access";
import { AppError } from "@/shared/errors";
import { decrypt, encrypt, type KeyTable, openKeyRing } from "./data-keys";
import { type KeySource, subKey } from "./root-key";

/** Where a sealed text belongs: copied to another place it does not open. Without a project: the server's own. */
export type SealedPlace = { table: string; id: string; type: string; projectId?: string };

/**
 * Credentials at rest: AES-256-GCM under a data key of their project, which is itself wrapped by the root key.
 *
 *   v3.<id of the data key>.<nonce>.<ciphertext>.<tag>   (base64url)
 *   v2.<id of the data key>.<nonce>.<ciphertext>.<tag>   as it was before, not bound to the project; read, never written
 *   v1.<nonce>.<ciphertext>.<tag>                        as it was before that
 */
export type Cipher = {
  /** Call it within the transaction that writes: a rotation has then no envelope to miss. */
  seal(plainText: string, place: SealedPlace): string;
  /** Throws `AppError` when the key is another one or the text was changed. */
  open(envelope: string, place: SealedPlace): string;
  /** A secret for another purpose. */
  derive(label: string): Buffer;
  /** Of the chain of audit events: no rotation changes it, so that what was written stays verifiable. */
  auditKey(): Buffer;
  /** The unguessable part of the address that resumes an execution. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
};

export const credentialPlace = ({ id, type, projectId }: Required<Omit<SealedPlace, "table">>): SealedPlace => ({
  ...{ table: "credentials", id, type, projectId },
});

/** Throws `AppError` when the key is not that of the database. `prepareKeys` was called for it before. */
export function openCipher(table: KeyTable, source: KeySource): Cipher {
  const ring = openKeyRing(table, source);
  const links = ring.ofServer("links");
  const derive = (label: string) => subKey(links, label);
  const firstKey = derive(firstLabel);
  const signingKey = derive("resume-links");
  const sign = (text: string) => createHmac("sha256", signingKey).update(text).digest("base64url").slice(0, 32);

  return {
    derive,
    auditKey: () => ring.ofServer("audit"),
    sign,
    verify(text, signature) {
      const wanted = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
    seal(plainText, place) {
      const { id, key } = ring.sealing(projectOf(place));
      return ["v3", id, ...encrypt(key, Buffer.from(plainText), bound(place))].join(".");
    },
    open(envelope, place) {
      const [version, ...parts] = envelope.split(".");
      try {
        if (version === "v1") return openFirst(firstKey, envelope, place);
        const [id = "", ...sealed] = parts;
        const isKnown = (version === "v2" || version === "v3") && sealed.length === 3;
        const key = isKnown ? ring.find(id) : undefined;
        if (!key) throw new Error("unknown envelope, or unknown data key");
        return decrypt(key, sealed, version === "v2" ? boundBefore(place) : bound(place)).toString("utf8");
      } catch (cause) {
        throw new AppError("UNAVAILABLE", "The credential cannot be decrypted", {
          cause,
          hint: "It was saved with another key than that in the key file, or changed. Put that key back, or enter the secret again",
        });
      }
    },
  };
}

const firstLabel = "credentials";
const projectOf = ({ projectId = mainProject }: SealedPlace) => projectId;
const boundBefore = ({ table, id, type }: SealedPlace) => `${table}|${id}|${type}`;
const bound = (place: SealedPlace) => `${boundBefore(place)}|${projectOf(place)}`;

/** An envelope of before there were data keys: sealed under a key derived from the root key of then. */
function openFirst(key: Buffer, envelope: string, { id, type }: Pick<SealedPlace, "id" | "type">): string {
  const [, ...parts] = envelope.split(".");
  if (parts.length !== 3) throw new Error("unknown envelope");
  return decrypt(key, parts, `${id}|${type}`).toString("utf8");
}

/** Whether that root key opens such an envelope. */
export function opensFirst(root: Buffer, envelope: string, place: Pick<SealedPlace, "id" | "type">): boolean {
  try {
    openFirst(subKey(root, firstLabel), envelope, place);
    return true;
  } catch {
    return false;
  }
}

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { Server as TlsServer } from "node:https";
import { logger } from "@/server/processes/logger";
import { AppError } from "@/shared/errors";

export type TlsFiles = { cert: string; key: string };
export type Certificate = { cert: Buffer; key: Buffer };

const lookMs = 2_000;
const dayMs = 86_400_000;
const soonMs = 14 * dayMs;

/** What the server refuses to speak is older than this. */
export const tlsOptions = { minVersion: "TLSv1.2", honorCipherOrder: true, handshakeTimeout: 10_000 } as const;

/** Both files, which must belong together. Throws `AppError` that says which is wrong, and in what. */
export function readCertificate(files: TlsFiles): Certificate {
  const cert = readOne(files.cert, "ISLEWIRE_TLS_CERT");
  const key = readOne(files.key, "ISLEWIRE_TLS_KEY");
  const first = parsed(files.cert, "holds no certificate in PEM form", () => new X509Certificate(cert));
  const own = parsed(files.key, "holds no private key in PEM form, or one with a passphrase", () =>
    createPrivateKey(key),
  );
  if (!first.checkPrivateKey(own)) {
    throw new AppError("INVALID", `The key ${files.key} is not that of the certificate ${files.cert}`, {
      hint: "The server's own certificate must be the first in its file",
    });
  }
  return { cert, key };
}

function readOne(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    const { code = "" } = thrown as NodeJS.ErrnoException;
    throw new AppError("INVALID", `${file} cannot be read (${code})`, { hint: `It is named by ${variable}` });
  }
}

function parsed<T>(file: string, problem: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new AppError("INVALID", `${file} ${problem}`);
  }
}

/**
 * Takes a new certificate into use without a restart: when the files were replaced, or at once on SIGHUP. Connections
 * that are open keep theirs. While the new files are not right, the old certificate stays.
 */
export function keepCertificate(server: TlsServer, files: TlsFiles) {
  const log = logger("tls");
  let used = stamp(files);
  let seen = used;
  const timer = setInterval(look, lookMs);
  timer.unref();
  process.on("SIGHUP", reload);
  warnOfEnd(readCertificate(files));

  return {
    close() {
      clearInterval(timer);
      process.off("SIGHUP", reload);
    },
  };

  /** Two files are not replaced in one moment: once they are as they were a look ago, both are. */
  function look() {
    const now = stamp(files);
    if (now !== used && now === seen) reload();
    seen = now;
  }

  function reload() {
    used = stamp(files);
    seen = used;
    try {
      const next = readCertificate(files);
      server.setSecureContext({ ...next, minVersion: tlsOptions.minVersion, honorCipherOrder: true });
      log.info({ validTo: new X509Certificate(next.cert).validTo }, "A new certificate is in use");
      warnOfEnd(next);
    } catch (thrown) {
      const reason = thrown instanceof AppError ? thrown.message : String(thrown);
      log.error({ reason }, "The new certificate cannot be used. The one before stays");
    }
  }

  function warnOfEnd({ cert }: Certificate) {
    const { validTo } = new X509Certificate(cert);
    if (Date.parse(validTo) - Date.now() < soonMs) log.warn({ validTo }, "The certificate ends soon, or is over");
  }
}

function stamp({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((file) => {
      const { mtimeMs, size, ino } = statSync(file, { throwIfNoEntry: false }) ?? {};
      return `${mtimeMs} ${size} ${ino}`;
    })
    .join(", ");
}

import { Unzip, UnzipInflate } from "fflate";
import { AppError } from "@/shared/errors";

export type ArchiveFile = { name: string; text: string };

const mebibyte = 1024 * 1024;
export const archiveLimits = {
  packed: 32 * mebibyte,
  unpacked: 128 * mebibyte,
  file: 20 * mebibyte,
  entries: 5_000,
  /** Times the size it had in the archive: text of workflows is packed to a tenth, not to a thousandth. */
  ratio: 300,
};
const smallFile = mebibyte;
const chunk = 64 * 1024;

export const isArchive = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** The JSON files of a ZIP archive. It is unpacked piece by piece, and given up as soon as it is more than a limit. */
export function readArchive(archive: string, bytes: Uint8Array): ArchiveFile[] {
  if (bytes.length > archiveLimits.packed) throw tooLarge(archive);
  const files: ArchiveFile[] = [];
  let [entries, unpacked, begun] = [0, 0, 0];
  const unzip = new Unzip((file) => {
    if (++entries > archiveLimits.entries) throw tooLarge(archive);
    refuseTrick(archive, file.name);
    if (!isWorkflowFile(file.name)) return;
    begun++;
    const parts: Uint8Array[] = [];
    let size = 0;
    file.ondata = (error, part, isLast) => {
      if (error) throw error;
      size += part.length;
      unpacked += part.length;
      if (size > archiveLimits.file || unpacked > archiveLimits.unpacked) throw tooLarge(archive);
      if (size > smallFile && size > (file.size ?? bytes.length) * archiveLimits.ratio) throw tooLarge(archive);
      parts.push(part);
      if (isLast) files.push({ name: file.name, text: Buffer.concat(parts).toString("utf8") });
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += chunk) {
      unzip.push(bytes.subarray(at, at + chunk), at + chunk >= bytes.length);
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : broken(archive);
  }
  if (files.length < begun) throw broken(archive);
  if (files.length > 0) return files;
  throw new AppError("INVALID", `There is no workflow file in ${archive}`, { hint: "Workflow files end in .json" });
}

/** Folders of macOS and hidden files hold no workflows. */
const isWorkflowFile = (name: string) => /\.json$/i.test(name) && !/(^|\/)(__MACOSX\/|\.)/.test(name);

/** Nothing is written to disk here, but no honest archive names such a place. */
function refuseTrick(archive: string, name: string): void {
  const isTrick = /^([/\\]|[A-Za-z]:)|\0/.test(name) || name.split(/[/\\]/).includes("..");
  if (!isTrick) return;
  throw new AppError("INVALID", `${archive} is refused: it names the place ${JSON.stringify(name.slice(0, 100))}`, {
    hint: "Paths in an archive must stay within it",
  });
}

const tooLarge = (archive: string) =>
  new AppError(
    "INVALID",
    `${archive} is refused: it holds more than ${archiveLimits.entries} files or ${archiveLimits.unpacked / mebibyte} MB, or is packed beyond belief`,
    { hint: "Unpack it elsewhere, and import the files" },
  );

const broken = (archive: string) =>
  new AppError("INVALID", `${archive} is not a whole ZIP archive, or is locked with a password`, {
    hint: "Make it again, without a password",
  });

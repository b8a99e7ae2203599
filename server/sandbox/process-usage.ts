import { readFileSync } from "node:fs";

/** Resident memory of a process in megabytes; undefined where the system does not tell. */
export function residentMb(pid: number): number | undefined {
  const pages = readOf(pid, "statm")?.split(" ")[1];
  return pages === undefined ? undefined : (Number(pages) * 4_096) / 1_048_576;
}

/** Processor time of a process and all its threads since its start, in milliseconds; undefined where the system does not tell. */
export function processorMs(pid: number): number | undefined {
  const stat = readOf(pid, "stat");
  if (stat === undefined) return undefined;
  // The name, which may hold anything, ends with the last bracket. Linux counts in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function readOf(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

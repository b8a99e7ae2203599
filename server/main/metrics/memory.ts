import { readFileSync } from "node:fs";

/** Resident bytes of a process and of those it started, where the system tells them: on Linux. */
export function memoryOf(pid: number): { own: number; children: number } | undefined {
  const own = residentBytes(pid);
  return own === undefined ? undefined : { own, children: childrenOf(pid).reduce(addMemory, 0) };
}

const addMemory = (sum: number, pid: number) => sum + (residentBytes(pid) ?? 0);

function residentBytes(pid: number): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

const childrenOf = (pid: number) => read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);

/** Nothing when the process has just ended, or the system has no such file. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

import { readdirSync, readFileSync } from "node:fs";

/** The workers of a server's process, and their executors. Linux only. */
export function childrenOf(parent: number): { pid: number; role: string }[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) !== parent) return [];
      const command = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      const isApart = command.some((part) => part.includes('"isApart":true'));
      const role = isApart
        ? "apart"
        : command.some((part) => part.endsWith("/executor/main.js"))
          ? "executor"
          : "worker";
      return [{ pid: Number(entry), role }, ...childrenOf(Number(entry))];
    } catch {
      return [];
    }
  });
}

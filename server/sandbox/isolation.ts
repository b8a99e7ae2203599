import { execFile } from "node:child_process";
import type { IsolationLevel } from "@/shared/api";

/**
 * What keeps the executor process from the rest of the machine, beside the isolates in it. 0: Node's permission model; 1:
 * limits of the system, too; 2: no network; 3: a user without rights.
 */
export type Isolation = {
  level: IsolationLevel;
  /** What starts the process: a program and its arguments, before those of Node. */
  under: readonly string[];
};

export const noIsolation: Isolation = { level: 0, under: [] };

type Place = { entry: string; nodeModules: string };

/** Flags of Node for the executor. It reads its own code and that of its libraries, and nothing else. */
export const executorFlags = ({ entry, nodeModules }: Place): string[] => [
  ...["--no-node-snapshot", "--disable-proto=delete", "--disallow-code-generation-from-strings", "--no-warnings"],
  ...["--permission", "--allow-addons", `--allow-fs-read=${nodeModules}`, "--allow-fs-read=/etc/alpine-release"],
  `--allow-fs-read=${new URL(".", `file://${entry}`).pathname}`,
];

const limits = ["prlimit", "--nofile=64", "--core=0"];
const noRights = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];
const nobody = "65534";

/** The best first. The programs are those of util-linux, which nearly every Linux has. */
function candidates(isRoot: boolean): Isolation[] {
  const user = ["setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups", ...noRights];
  const without = ["setpriv", ...noRights];
  return [
    ...(isRoot ? [{ level: 3, under: ["unshare", "-n", ...user, ...limits] } as const] : []),
    { level: 2, under: [...(isRoot ? ["unshare", "-n"] : ["unshare", "-rn"]), ...without, ...limits] },
    { level: 1, under: limits },
  ];
}

/** Finds out, by trying, what this machine allows. */
export async function probeIsolation(place: Place): Promise<Isolation> {
  if (process.platform !== "linux") return noIsolation;
  for (const candidate of candidates(process.getuid?.() === 0)) if (await works(candidate, place)) return candidate;
  return noIsolation;
}

const probeMs = 10_000;

/** Whether a process under it can load what the executor loads. */
function works({ under: [program = "", ...args] }: Isolation, place: Place): Promise<boolean> {
  const source = `process.getBuiltinModule("fs").accessSync(${JSON.stringify(place.entry)});
    import(${JSON.stringify(`${place.nodeModules}/isolated-vm/isolated-vm.js`)})`;
  const command = [...args, process.execPath, ...executorFlags(place), "-e", source];
  return new Promise((resolve) => {
    execFile(program, command, { env: {} as NodeJS.ProcessEnv, cwd: "/", timeout: probeMs }, (error) =>
      resolve(error === null),
    );
  });
}

import type { Flags } from "./commands";
import { keyStatus, rotateDataKey, rotateRootKey } from "./rotate-keys";
import type { Session } from "./session";
import { table } from "./table";
import { UsageError } from "./usage-error";

/** `keys status`, `keys rotate`, `keys rotate --root`. Prints to standard output; answers the exit code. */
export async function keys(session: Session, [verb, ...more]: string[], flags: Flags): Promise<number> {
  if (more.length > 0) throw new UsageError(`keys ${verb}: it takes no more names`);
  if (flags.root !== true && (flags["new-key-file"] !== undefined || flags.links !== undefined))
    throw new UsageError("keys: --new-key-file and --links go with rotate --root");
  if (verb === "status") return status(session, flags);
  if (verb === "rotate") return flags.root ? rotateRoot(session, flags) : rotate(session, flags);
  throw new UsageError("keys: say status or rotate");
}

function status({ store, key }: Session, { json }: Flags): number {
  const found = keyStatus(store, key);
  const { root, first, unreadable, unfinished } = found;
  const rows = found.keys.map(({ id, project, state, createdAt, credentials }) => ({
    ...{ "data key": id, project, state, made: new Date(createdAt).toISOString(), credentials: String(credentials) },
  }));
  if (json) print(found);
  else {
    print(`Root key ${root.id}, from ${root.place}\n\n${table(rows, "There are no data keys")}`);
    if (first > 0)
      print(`${first} credentials are sealed as before there were data keys. islewire keys rotate renews them\n`);
    if (unfinished) print("A rotation was cut off. islewire keys rotate goes on with it\n");
  }
  return tellUnreadable(unreadable);
}

async function rotate({ store, key }: Session, { json }: Flags): Promise<number> {
  const rotation = await rotateDataKey(store, key, (done, left) => json || print(`${done} done, ${left} left\n`));
  const { resealed, unreadable, isContinued } = rotation;
  const begun = isContinued ? "The rotation that was cut off is finished" : "Each project has a new data key";
  print(json ? rotation : `${begun}: ${resealed} credentials were sealed anew\n`);
  return tellUnreadable(unreadable);
}

async function rotateRoot({ store, key }: Session, flags: Flags): Promise<number> {
  const rotation = await rotateRootKey(store, key, { newKeyFile: flags["new-key-file"], renewLinks: flags.links });
  const { kekId, place, setTo } = rotation;
  if (flags.json) print(rotation);
  else {
    print(`The root key is ${kekId} now, in ${place}. Backups of before need the key of before: keep it with them\n`);
    const variable = key.value === undefined ? `ISLEWIRE_KEY_FILE to ${setTo}` : `ISLEWIRE_KEY to what is in ${setTo}`;
    if (setTo) print(`Set ${variable}, and start the server again: it does not start with the key of before\n`);
    else if (flags.links) print("Start the server again: sessions and addresses of waiting executions are new then\n");
  }
  return 0;
}

function tellUnreadable(unreadable: { id: string; name: string }[]): number {
  for (const { id, name } of unreadable)
    process.stderr.write(`The credential "${name}" (${id}) cannot be decrypted. Enter its secret again\n`);
  return unreadable.length > 0 ? 1 : 0;
}

function print(value: unknown): void {
  process.stdout.write(typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`);
}

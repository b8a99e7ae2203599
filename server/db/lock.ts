import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "@/shared/errors";

/** Only one server may work on a data folder. The system lets go of the lock when the process ends, however it ends. */
export function lockDataFolder(dataFolder: string): { release(): void } {
  mkdirSync(dataFolder, { recursive: true });
  const connection = new Database(join(dataFolder, "server.lock"), { timeout: 3_000 });
  try {
    connection.exec("BEGIN EXCLUSIVE");
  } catch {
    connection.close();
    throw new AppError("CONFLICT", `Another Islewire server is running with the data folder ${dataFolder}`, {
      hint: "Stop it first, or set ISLEWIRE_DATA to another folder",
    });
  }
  return { release: () => void connection.close() };
}

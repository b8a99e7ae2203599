import { statSync } from "node:fs";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { settings, variables } from "@/server/db/schema";
import type { InstanceInfo, InstanceSettings, Variable } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { version } from "../../package.json";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

export const serverVersion = version;

export const instanceSettingsSchema = z.strictObject({
  timezone: z.string().refine(isZone, { error: "is not a time zone" }),
  keepExecutionsDays: z.number().int().min(0).max(36_500),
  keepExecutionsCount: z.number().int().min(0).max(1_000_000_000),
  keepExecutionsMb: z.number().int().min(0).max(1_000_000).default(0),
});

const defaults = (): InstanceSettings => ({
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  keepExecutionsDays: 30,
  keepExecutionsCount: 100_000,
  keepExecutionsMb: 0,
});

export function instanceSettings({ store }: Pick<ServiceContext, "store">): InstanceSettings {
  const row = store.read.select().from(settings).where(eq(settings.key, "instance")).get();
  return { ...defaults(), ...(row ? (JSON.parse(row.value) as Partial<InstanceSettings>) : {}) };
}

export async function updateSettings(ctx: ServiceContext, input: InstanceSettings): Promise<InstanceSettings> {
  const value = JSON.stringify(input);
  await ctx.store.transaction((tx) => {
    audit(ctx, "settings.update", { details: changesOf(instanceSettings(ctx), input) });
    tx.insert(settings)
      .values({ key: "instance", value })
      .onConflictDoUpdate({ target: settings.key, set: { value } })
      .run();
  });
  ctx.dispatcher.settingsChanged();
  return input;
}

const changesOf = (before: InstanceSettings, after: InstanceSettings) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, to]) => [name, { from: before[name as keyof InstanceSettings] ?? null, to }] as const)
      .filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)),
  );

export function instanceInfo({ store, dataFolder, workers, isolation, egressAllow }: ServiceContext): InstanceInfo {
  const count = (status: string) =>
    (store.rawRead.prepare("SELECT count(*) AS n FROM executions WHERE status = ?").get(status) as { n: number }).n;
  return {
    version,
    dataFolder,
    databaseBytes: statSync(join(dataFolder, "islewire.db")).size,
    workers,
    isolation,
    runningExecutions: count("running"),
    queuedExecutions: count("queued"),
    allowedPrivateTargets: egressAllow,
  };
}

export function listVariables({ store }: ServiceContext): Variable[] {
  const rows = store.read.select().from(variables).orderBy(asc(variables.name)).all();
  return rows.map(({ name, value, secret }) => ({ name, value, ...(secret !== null && { isSecret: true }) }));
}

export const variableSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "starts with a letter and holds letters, digits and _ only"),
  value: z.string().max(100_000),
  /** It is sealed, hidden in histories, and not shown again. */
  isSecret: z.boolean().optional(),
});

const variablePlace = (name: string) => ({ table: "variables", id: name, type: "secret" });

export async function setVariable(ctx: ServiceContext, { name, value, isSecret = false }: Variable): Promise<void> {
  await ctx.store.transaction((tx) => {
    const secret = isSecret ? ctx.cipher.seal(value, variablePlace(name)) : null;
    const row = { value: isSecret ? "" : value, secret };
    tx.insert(variables)
      .values({ name, ...row })
      .onConflictDoUpdate({ target: variables.name, set: row })
      .run();
    audit(ctx, "variable.set", { id: name, name });
  });
  ctx.dispatcher.settingsChanged();
}

export async function deleteVariable(ctx: ServiceContext, { name }: { name: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    const { changes } = tx.delete(variables).where(eq(variables.name, name)).run();
    if (changes === 0) throw new AppError("NOT_FOUND", `There is no variable "${name}"`);
    audit(ctx, "variable.delete", { id: name, name });
  });
  ctx.dispatcher.settingsChanged();
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

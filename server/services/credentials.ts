import { desc, eq } from "drizzle-orm";
import { nanoid } from "nanoid";
import { credentialTypes, findCredentialType } from "@/nodes/registry";
import { type CallHeaders, connectionIn, type Verdict } from "@/nodes/sdk/credential";
import { describeParams, objectSchema } from "@/nodes/sdk/params";
import { withTexts } from "@/nodes/sdk/texts";
import { translations } from "@/nodes/translations";
import { credentials, shares, workflows } from "@/server/db/schema";
import type { CredentialDetail, CredentialSummary, CredentialTypeInfo } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import type { Locale } from "@/shared/messages/locales";
import { isOutsideValue } from "@/shared/outside-secret";
import { hostsField } from "@/shared/stored-credential";
import type { WorkflowDocument } from "@/shared/workflow";
import { isIn, projectFor, visibleCredentials } from "./access";
import { audit, auditAlone } from "./audit";
import type { ServiceContext } from "./context";
import { placeOf, projectNow } from "./credential-sealing";
import { defaultHosts, hostsAfter, normal, outsideIn, placeholders, secretNames } from "./credential-values";
import { dropShares } from "./projects";

export function listCredentialTypes(locale: Locale = "en"): CredentialTypeInfo[] {
  const texts = locale === "en" ? {} : translations[locale].credentials;
  return credentialTypes.map(({ type, label, summary, params, hosts, test, tryOut, connect }) =>
    withTexts(
      {
        ...{ type, label, summary, fields: describeParams(params), canTest: (test ?? tryOut) !== undefined },
        ...(hosts && { hosts }),
        ...(connect && { connect: { ...(connect.onlyWhen && { onlyWhen: connect.onlyWhen }) } }),
      },
      texts[type] ?? {},
    ),
  );
}

export function listCredentials(ctx: ServiceContext): CredentialSummary[] {
  const { store } = ctx;
  const uses = new Map<string, number>();
  for (const { document } of store.read.select({ document: workflows.document }).from(workflows).all()) {
    const ids = new Set(
      (JSON.parse(document) as WorkflowDocument).nodes.flatMap((node) => Object.values(node.credentials ?? {})),
    );
    for (const id of ids) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  const { id, projectId, name, type, updatedAt } = credentials;
  const rows = store.read
    .select({ id, projectId, name, type, updatedAt })
    .from(credentials)
    .where(isIn(id, visibleCredentials(ctx)))
    .orderBy(desc(updatedAt))
    .all();
  const lent = Map.groupBy(
    store.read
      .select({ id: shares.resourceId, to: shares.projectId })
      .from(shares)
      .where(eq(shares.kind, "credential"))
      .all(),
    ({ id }) => id,
  );
  return rows.map((row) => ({
    ...{ ...row, usedBy: uses.get(row.id) ?? 0 },
    lentTo: (lent.get(row.id) ?? []).map(({ to }) => to),
  }));
}

/** Without its secrets: they never leave the server. */
export function getCredential(ctx: ServiceContext, { id }: { id: string }): CredentialDetail {
  const row = find(ctx, id);
  const { values: all, hosts } = open(ctx, row);
  const { connection = null, ...values } = all;
  const isConnected = Boolean(values.accessToken);
  for (const name of secretNames(row.type)) if (!isOutsideValue(values[name])) values[name] = "";
  const detail = { id, name: row.name, type: row.type, values, allowedHosts: hosts ?? [] };
  if (!findCredentialType(row.type)?.connect) return detail;
  const outcome = ctx.connections.outcomes.get(id);
  return {
    ...detail,
    connection: {
      state: (isConnected && connectionIn(connection)) || null,
      failed: outcome && !outcome.ok ? { message: outcome.message, hint: outcome.hint } : null,
      isUnderWay: [...ctx.connections.pending.values()].some(({ credentialId }) => credentialId === id),
    },
  };
}

/** With its secrets, for what is done on the server. */
export function openCredential(ctx: Pick<ServiceContext, "store" | "cipher">, id: string) {
  const row = find(ctx, id);
  return { type: row.type, values: checkedHere(row, open(ctx, row).values) };
}

type Call = { credentialId: string; workflowId: string; type?: string; headers: CallHeaders };

/**
 * Whether a call from outside proves to know the credential, which must be of that type; for a signature, how to tell
 * once its body is there. Throws when that cannot be told.
 */
export async function verifyCall(
  ctx: Pick<ServiceContext, "store" | "cipher">,
  { credentialId, workflowId, type, headers }: Call,
): Promise<Verdict | ((body: Uint8Array) => Verdict)> {
  const row = find(ctx, credentialId);
  if (!isForWorkflow(ctx, { credentialId, workflowId })) {
    throw new AppError("FORBIDDEN", `The credential "${row.name}" belongs to another project than the workflow`);
  }
  const isRight = type === undefined || type === row.type;
  const definition = isRight ? findCredentialType(row.type) : undefined;
  const { verify, verifySigned } = definition ?? {};
  if (!verify && !verifySigned) {
    throw new AppError("INVALID", `A credential of the type "${row.type}" cannot check these calls`);
  }
  const values = checkedHere(row, open(ctx, row).values);
  if (verifySigned) return (body) => verifySigned({ headers, body, now: Date.now() }, values);
  return verify?.(headers, values) ?? { ok: false, status: 403 };
}

/** Of its own project, or lent to that. */
const isForWorkflow = ({ store }: Pick<ServiceContext, "store">, asked: { credentialId: string; workflowId: string }) =>
  store.rawRead
    .prepare<[object]>(
      `SELECT 1 FROM credentials c JOIN workflows w ON w.id = @workflowId WHERE c.id = @credentialId AND (
         c.project_id = w.project_id OR EXISTS (SELECT 1 FROM shares s
           WHERE s.kind = 'credential' AND s.resource_id = c.id AND s.project_id = w.project_id))`,
    )
    .get(asked) !== undefined;

export async function createCredential(
  ctx: ServiceContext,
  input: { name: string; type: string; values: JsonObject; allowedHosts?: string[]; projectId?: string },
) {
  const { store, cipher } = ctx;
  const { name, type, allowedHosts } = input;
  const projectId = projectFor(ctx, input.projectId);
  const id = nanoid(12);
  const now = Date.now();
  const values = checked(type, input.values);
  const text = textOf(values, normal(allowedHosts) ?? defaultHosts(type, values));
  await store.transaction((tx) => {
    const data = cipher.seal(text, placeOf({ id, type, projectId }));
    tx.insert(credentials).values({ id, projectId, name, type, data, createdAt: now, updatedAt: now }).run();
    audit(ctx, "credential.create", { id, details: { type, ...(allowedHosts && { allowedHosts }) } });
  });
  return { id };
}

/** An empty secret keeps the stored one. */
export async function updateCredential(
  ctx: ServiceContext,
  input: { id: string; name: string; values: JsonObject; allowedHosts?: string[] },
): Promise<void> {
  const row = find(ctx, input.id);
  const { values: stored, hosts } = open(ctx, row);
  const values = { ...input.values };
  for (const name of secretNames(row.type))
    if (values[name] === "" || values[name] === undefined) values[name] = stored[name] ?? "";
  if (findCredentialType(row.type)?.connect) keepConnection(values, stored);
  const next = checked(row.type, values);
  const text = textOf(next, hostsAfter(input.allowedHosts, { type: row.type, hosts, stored, next }));
  await ctx.store.transaction((tx) => {
    // It may have been moved just now.
    const data = ctx.cipher.seal(text, placeOf(projectNow(tx, row)));
    const set = { name: input.name, data, updatedAt: Date.now() };
    tx.update(credentials).set(set).where(eq(credentials.id, input.id)).run();
    const { allowedHosts } = input;
    audit(ctx, "credential.update", {
      id: input.id,
      details: { type: row.type, ...(allowedHosts && { allowedHosts }) },
    });
  });
}

/** What a form had from before a sign-in takes nothing back; tokens of another client or service are of no use. */
function keepConnection(values: JsonObject, stored: JsonObject): void {
  values.connection = stored.connection ?? null;
  const isOther = ["tokenUrl", "clientId", "grant"].some((name) => values[name] !== stored[name]);
  if (!isOther || values.connection === null) return;
  values.connection = null;
  for (const name of ["accessToken", "refreshToken"]) if (values[name] === stored[name]) values[name] = "";
}

export async function deleteCredential(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  find(ctx, id);
  await ctx.store.transaction((tx) => {
    audit(ctx, "credential.delete", { id });
    dropShares(tx, { kind: "credential", id });
    tx.delete(credentials).where(eq(credentials.id, id)).run();
  });
}

/** The request is made by a worker, through the same door as every other. */
export async function testCredential(
  ctx: ServiceContext,
  input: { id: string } | { type: string; values: JsonObject; allowedHosts?: string[] },
) {
  const row = "id" in input ? find(ctx, input.id) : undefined;
  const type = row?.type ?? ("type" in input ? input.type : "");
  const { values, hosts } = row ? open(ctx, row) : unsaved(type, input as Unsaved);
  await auditAlone(ctx, "credential.test", { id: row?.id, details: { type } });
  try {
    const message = await ctx.dispatcher.ask(
      (request) => ({ type: "testCredential", request, credentialType: type, credentialId: row?.id }),
      [textOf(values, hosts)],
    );
    return { ok: true, message };
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Values are used here, in the process that takes calls, which reads nothing from outside. */
function checkedHere(row: Row, values: JsonObject): JsonObject {
  const [name] = Object.keys(outsideIn(row.type, values));
  if (name === undefined) return checked(row.type, values);
  throw new AppError("INVALID", `The credential "${row.name}" is read from outside, which only nodes can do`, {
    hint: "Enter its secret in the credential itself to check calls with it, or to sign in with it",
  });
}

type Opened = { values: JsonObject; hosts?: string[] };
type Row = { id: string; name: string; type: string; projectId: string; data: string };

function open({ cipher }: Pick<ServiceContext, "cipher">, row: Row): Opened {
  const { [hostsField]: hosts, ...values } = JSON.parse(cipher.open(row.data, placeOf(row))) as JsonObject;
  return { values, ...(Array.isArray(hosts) && { hosts: hosts.map(String) }) };
}

const textOf = (values: JsonObject, hosts: string[] | undefined) =>
  JSON.stringify({ ...values, ...(hosts && { [hostsField]: hosts }) });

type Unsaved = { values: JsonObject; allowedHosts?: string[] };

function unsaved(type: string, input: Unsaved): Opened {
  const values = checked(type, input.values);
  return { values, hosts: normal(input.allowedHosts) ?? defaultHosts(type, values) };
}

function find({ store }: Pick<ServiceContext, "store">, id: string) {
  const row = store.read.select().from(credentials).where(eq(credentials.id, id)).get();
  if (!row) throw new AppError("NOT_FOUND", "The credential no longer exists");
  return row;
}

function checked(type: string, values: JsonObject): JsonObject {
  const definition = findCredentialType(type);
  if (!definition) throw new AppError("INVALID", `There is no credential type "${type}"`);
  const outside = outsideIn(type, values);
  const result = objectSchema(definition.params).safeParse({ ...values, ...placeholders(outside) });
  if (result.success) return { ...(result.data as JsonObject), ...outside };
  const [issue] = result.error.issues;
  const label = describeParams(definition.params)[String(issue?.path[0])]?.label ?? issue?.path.join(".");
  throw new AppError("INVALID", `"${label}" ${issue?.message ?? "is not valid"}`);
}

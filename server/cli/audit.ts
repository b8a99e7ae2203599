import { once } from "node:events";
import type { AuditEnd } from "@/server/db/audit-chain";
import { auditAlone } from "@/server/services/audit";
import { type AuditFilter, exportAuditEvents } from "@/server/services/audit-log";
import type { WorkflowContext } from "@/server/services/context";
import type { Flags } from "./commands";
import { UsageError } from "./usage-error";

export async function auditCommand(
  ctx: WorkflowContext,
  [what, ...more]: string[],
  flags: Flags,
  print: (value: unknown) => void,
): Promise<number> {
  if (more.length > 0 || (what !== "verify" && what !== "export")) {
    throw new UsageError("audit: say verify or export");
  }
  if (what === "export") return exportLog(ctx, flags);
  const { events, first, end, broken } = ctx.store.audit.verify(anchorOf(flags.anchor));
  if (flags.json) print({ events, first, end, broken });
  else if (broken) {
    const place = broken.id === null ? "" : ` at event ${broken.id}`;
    process.stderr.write(
      `The audit log is broken${place}: ${broken.reason}. ${events} events before it are as they were\n`,
    );
  } else {
    print(
      `${events} events, all as they were written${first && first > 1 ? ` (those before ${first} were pruned)` : ""}\n`,
    );
    if (end) print(`Anchor: ${end.id}:${end.hmac}\n`);
  }
  return broken ? 1 : 0;
}

async function exportLog(ctx: WorkflowContext, { from, to }: Flags): Promise<number> {
  const filter: AuditFilter = {
    ...(from !== undefined && { from: timeOf("--from", from) }),
    ...(to !== undefined && { to: timeOf("--to", to) }),
  };
  await auditAlone(ctx, "audit.export", { details: { format: "ndjson", ...filter } });
  for (const text of exportAuditEvents(ctx, filter, "ndjson")) {
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  }
  return 0;
}

function timeOf(flag: string, text: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`audit: ${flag} is a time such as 2026-01-31 or 2026-01-31T10:00:00Z`);
}

function anchorOf(text: string | undefined): AuditEnd | undefined {
  if (text === undefined) return undefined;
  const [, id, hmac] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? [];
  if (!id || !hmac) throw new UsageError("audit: --anchor is what an earlier audit verify printed behind Anchor:");
  return { id: Number(id), hmac };
}

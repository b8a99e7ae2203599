/** What the audit log tells of, by what it is done to. The texts are in `messages/…/audit.json`. */
export const auditActions = [
  "workflow.create",
  "workflow.import",
  "workflow.save",
  "workflow.publish",
  "workflow.unpublish",
  "workflow.release",
  "workflow.nameRevision",
  "workflow.changeState",
  "workflow.export",
  "workflow.move",
  "workflow.share",
  "workflow.delete",
  "execution.start",
  "execution.cancel",
  "execution.retry",
  "execution.continue",
  "execution.delete",
  "request.replay",
  "credential.create",
  "credential.update",
  "credential.connect",
  "credential.test",
  "credential.move",
  "credential.share",
  "credential.delete",
  "table.create",
  "table.rename",
  "table.changeShape",
  "table.clear",
  "table.move",
  "table.delete",
  "variable.set",
  "variable.delete",
  "settings.update",
  "apiKey.create",
  "apiKey.rotate",
  "apiKey.revoke",
  "apiKey.refuse",
  "oauthClient.create",
  "oauthClient.rotateSecret",
  "oauthClient.revoke",
  "oauthClient.grant",
  "oauthClient.issue",
  "oauthClient.withdraw",
  "oauthClient.replay",
  "oauthClient.refuse",
  "apiNode.add",
  "apiNode.update",
  "apiNode.delete",
  "notice.save",
  "notice.delete",
  "notice.test",
  "project.create",
  "project.rename",
  "project.setEgress",
  "project.setMember",
  "project.delete",
  "user.create",
  "user.setRole",
  "user.disable",
  "user.enable",
  "user.rename",
  "user.disconnect",
  "user.endSessions",
  "user.setPassword",
  "user.invite",
  "user.sendReset",
  "user.revokeLink",
  "settings.signIn",
  "provider.save",
  "provider.delete",
  "session.signIn",
  "session.signOut",
  "access.refuse",
  "webhook.refuse",
  "audit.export",
  "audit.prune",
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditTargetKinds = [
  "workflow",
  "execution",
  "request",
  "credential",
  "table",
  "variable",
  "settings",
  "apiKey",
  "oauthClient",
  "apiNode",
  "notice",
  "project",
  "user",
  "provider",
  "webhook",
  "audit",
] as const;
export type AuditTargetKind = (typeof auditTargetKinds)[number];

export const auditOutcomes = ["done", "refused"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

export const auditActorKinds = ["user", "key", "client", "system", "nobody"] as const;
export type AuditActorKind = (typeof auditActorKinds)[number];

/** One event as it is stored. */
export type AuditRow = {
  id: number;
  at: number;
  actorKind: string;
  actorId: string;
  actorName: string;
  address: string | null;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  targetName: string | null;
  projectId: string | null;
  outcome: string;
  details: string | null;
};

export type AuditEvent = Omit<AuditRow, "details"> & { details: { [name: string]: unknown } | null };

export const auditEventOf = ({ details, ...row }: AuditRow): AuditEvent => ({
  ...row,
  details: details === null ? null : (JSON.parse(details) as { [name: string]: unknown }),
});

import type { ApiScope } from "@/shared/api-keys";

/** What `/api/v1` offers of the procedures that our own pages call: address, needed scope, and the procedure. */
export type RestRoute = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` are fields of the procedure's input. */
  path: string;
  scope: ApiScope;
  procedure: string;
  summary: string;
};

const route = (line: string, scope: ApiScope, procedure: string, summary: string): RestRoute => {
  const [method = "", path = ""] = line.split(" ");
  return { method: method as RestRoute["method"], path, scope, procedure, summary };
};

export const restRoutes: readonly RestRoute[] = [
  route("GET /workflows", "workflows:read", "workflows.list", "Workflows, the last changed first"),
  route("POST /workflows", "workflows:write", "workflows.create", "Make a workflow"),
  route("GET /workflows/{id}", "workflows:read", "workflows.get", "A workflow with its draft"),
  route(
    "PUT /workflows/{id}",
    "workflows:write",
    "workflows.save",
    "Save the draft, grown from the revision that is named",
  ),
  route("DELETE /workflows/{id}", "workflows:write", "workflows.delete", "Delete a workflow and its executions"),
  route("POST /workflows/import", "workflows:write", "workflows.import", "Import a workflow of Islewire or n8n"),
  route(
    "GET /workflows/{id}/export",
    "workflows:read",
    "workflows.export",
    "A workflow as a file, without credentials",
  ),
  route(
    "POST /workflows/{id}/publish",
    "workflows:write",
    "workflows.publish",
    "Make the saved draft what triggers start",
  ),
  route("POST /workflows/{id}/unpublish", "workflows:write", "workflows.unpublish", "Stop listening to its triggers"),
  route("POST /workflows/{id}/duplicate", "workflows:write", "workflows.duplicate", "Make a copy"),
  route("POST /workflows/{id}/release", "workflows:write", "workflows.release", "Let it out of quarantine"),
  route("GET /workflows/{workflowId}/revisions", "workflows:read", "workflows.revisions", "Its saved revisions"),
  route("GET /workflows/{workflowId}/revisions/{revision}", "workflows:read", "workflows.revision", "A revision"),
  route(
    "PUT /workflows/{workflowId}/revisions/{revision}/name",
    "workflows:write",
    "workflows.nameRevision",
    "Name a revision",
  ),
  route("GET /workflows/{workflowId}/state", "workflows:read", "workflows.state", "What it remembers"),
  route("POST /workflows/{workflowId}/executions", "executions:write", "executions.start", "Run a document of it"),
  route("GET /templates", "workflows:read", "templates.list", "Templates"),
  route("POST /templates/{id}", "workflows:write", "templates.use", "Make a workflow from a template"),

  route("GET /executions", "executions:read", "executions.list", "Executions, the newest first, by filter and cursor"),
  route("GET /executions/{id}", "executions:read", "executions.get", "An execution with its steps"),
  route("DELETE /executions", "executions:write", "executions.delete", "Delete executions that are over"),
  route("GET /executions/{id}/steps/{step}", "executions:read", "executions.stepData", "Items of a step"),
  route("GET /executions/{id}/logs", "executions:read", "executions.logs", "What its steps logged"),
  route("GET /executions/{id}/why", "executions:read", "executions.waitReason", "Why it does not run"),
  route("POST /executions/{id}/cancel", "executions:write", "executions.cancel", "Stop an execution"),
  route(
    "POST /executions/{id}/retry",
    "executions:write",
    "executions.retry",
    "Run a failed execution again from where it failed",
  ),
  route(
    "POST /executions/continue",
    "executions:write",
    "executions.continue",
    "Say what became of steps nobody knows the outcome of",
  ),
  route("GET /executions/chart", "executions:read", "executions.chart", "How many ended, how and how fast, over time"),
  route("GET /overview", "executions:read", "overview.get", "How the server and its workflows do just now"),
  route("POST /overview/retry", "executions:write", "overview.retry", "Retry what failed for one cause"),
  route("GET /schedules", "workflows:read", "schedules.upcoming", "What schedules start next"),
  route("GET /schedules/skips", "workflows:read", "schedules.skips", "What schedules left out, and why"),
  route(
    "GET /webhook-requests",
    "executions:read",
    "webhookRequests.list",
    "Calls of webhooks and forms, the newest first",
  ),
  route("GET /webhook-requests/{id}", "executions:read", "webhookRequests.get", "One of them as it came"),
  route("POST /webhook-requests/replay", "executions:write", "webhookRequests.replay", "Replay some of them"),

  route("GET /credentials", "credentials:read", "credentials.list", "Credentials, without their secrets"),
  route("POST /credentials", "credentials:write", "credentials.create", "Store a credential"),
  route("GET /credentials/{id}", "credentials:read", "credentials.get", "A credential, without its secrets"),
  route(
    "PUT /credentials/{id}",
    "credentials:write",
    "credentials.update",
    "Change a credential; an empty secret keeps the stored one",
  ),
  route("DELETE /credentials/{id}", "credentials:write", "credentials.delete", "Delete a credential"),
  route("POST /credentials/{id}/test", "credentials:write", "credentials.test", "Try a credential out"),
  route("GET /credential-types", "credentials:read", "credentialTypes.list", "Kinds of credentials and their fields"),
  route("GET /node-types", "workflows:read", "nodeTypes.list", "Kinds of nodes and their parameters"),

  route("POST /tables", "tables:write", "tables.create", "Make a table"),

  route("GET /projects", "people:read", "projects.list", "Projects of the key's owner"),
  route("POST /projects", "people:write", "projects.create", "Make a project"),
  route("GET /projects/{id}", "people:read", "projects.get", "A project with its members"),
  route("PATCH /projects/{id}", "people:write", "projects.rename", "Rename a project"),
  route("DELETE /projects/{id}", "people:write", "projects.delete", "Delete an empty project"),
  route("PUT /projects/{id}/egress", "settings:write", "projects.setEgress", "Where its workflows may connect to"),
  route("PUT /projects/{id}/members/{userId}", "people:write", "projects.setMember", "Give somebody a role, or none"),
  route("POST /projects/move", "people:write", "projects.move", "Move a workflow, credential or table to a project"),
  route("GET /shares/{kind}/{id}", "people:read", "projects.shares", "Where something is lent to"),
  route(
    "PUT /shares/{kind}/{id}/{projectId}",
    "people:write",
    "projects.share",
    "Lend something to a project, or take it back",
  ),
  route("GET /users", "people:read", "users.list", "Everybody with an account"),
  route("PUT /users/{id}/role", "people:write", "users.setRole", "Change somebody's role"),
  route("POST /users/{id}/disable", "people:write", "users.disable", "Lock somebody out"),
  route("POST /users/{id}/enable", "people:write", "users.enable", "Let somebody in again"),

  route("GET /invitations", "people:read", "invitations.list", "Invitations that may still be used"),
  route("POST /invitations", "people:write", "invitations.create", "Invite somebody; the link is in the answer alone"),
  route("DELETE /invitations/{id}", "people:write", "invitations.revoke", "Take an invitation back"),
  route("POST /users/{userId}/reset", "people:write", "invitations.resetPassword", "A link for a new password"),
  route("POST /users/{userId}/sign-out", "people:write", "invitations.endSessionsOf", "End all sessions of somebody"),

  route("GET /audit-events", "settings:read", "audit.list", "Who did what, the newest first"),
  route("GET /sign-in/rules", "settings:read", "signIn.rules", "Rules of signing in"),
  route("PUT /sign-in/rules", "settings:write", "signIn.setRules", "Change the rules of signing in"),
  route("GET /sign-in/providers", "settings:read", "signIn.providers", "Providers that people sign in by"),
  route("PUT /sign-in/providers", "settings:write", "signIn.saveProvider", "Add or change a provider"),
  route("DELETE /sign-in/providers/{id}", "settings:write", "signIn.deleteProvider", "Take a provider away"),
  route("GET /settings", "settings:read", "settings.get", "Settings of the server"),
  route("PUT /settings", "settings:write", "settings.update", "Change the settings of the server"),
  route("GET /variables", "settings:read", "variables.list", "Variables"),
  route("PUT /variables/{name}", "settings:write", "variables.set", "Set a variable"),
  route("DELETE /variables/{name}", "settings:write", "variables.delete", "Delete a variable"),
  route("GET /notice-channels", "settings:read", "notices.list", "Where failures are told"),
  route("PUT /notice-channels", "settings:write", "notices.save", "Add or change where failures are told"),
  route("DELETE /notice-channels/{id}", "settings:write", "notices.delete", "Tell failures there no more"),
  route("GET /api-nodes", "settings:read", "apiNodes.list", "Nodes made of OpenAPI documents"),
  route("POST /api-nodes", "settings:write", "apiNodes.add", "Make nodes of an OpenAPI document"),
  route("PUT /api-nodes/{id}", "settings:write", "apiNodes.update", "Give them a newer document"),
  route("DELETE /api-nodes/{id}", "settings:write", "apiNodes.delete", "Delete nodes of an OpenAPI document"),
];

import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text, word } from "../params";
import { amount, joined, located, operation, unknownOperation } from "./api-values";

export const workplacesMappers: Mappers = {
  github: (params) => github(`${text(params.resource, "issue")}.${text(params.operation, "create")}`, params),

  gitlab(params): Mapped {
    const owner = text(params.owner);
    const project = `${owner}/${text(params.repository)}`;
    if (`${owner}${text(params.repository)}`.includes("=")) return unknownOperation();
    const number = word(params.issueNumber);
    switch (`${text(params.resource, "issue")}.${text(params.operation, "create")}`) {
      case "issue.create":
        return operation("core.gitlab", "issue.create", {
          ...{ project, title: text(params.title), body: text(params.body), labels: joined(params.labels, "label") },
        });
      case "issue.createComment":
        return operation("core.gitlab", "issue.comment", { project, number, text: text(params.body) });
      case "issue.get":
        return operation("core.gitlab", "issue.get", { project, number });
      case "repository.get":
        return operation("core.gitlab", "project.get", { project });
      case "repository.getIssues":
        return operation("core.gitlab", "issue.list", { project, ...amount(params) });
      case "release.getAll":
        return operation("core.gitlab", "release.list", { project, ...amount(params) });
      default:
        return unknownOperation();
    }
  },

  airtable(params, version): Mapped {
    if (version < 2 || text(params.resource, "record") !== "record") return unknownOperation();
    const place = { base: located(params.base), table: located(params.table) };
    const to = (name: string, values: { [key: string]: Json | undefined }) =>
      operation("core.airtable", `record.${name}`, { ...place, ...values });
    const record = text(params.id);
    const columns = object(params.columns);
    const fields = columns.mappingMode === "autoMapInputData" ? "={{ $json }}" : object(columns.value);
    const keys = Array.isArray(columns.matchingColumns) ? columns.matchingColumns.map(word).join(",") : "";
    const typecast = object(params.options).typecast === true;
    switch (text(params.operation, "get")) {
      case "get":
        return to("get", { record });
      case "search":
        return to("list", { formula: text(params.filterByFormula), ...amount({ returnAll: true, ...params }) });
      case "create":
        return to("create", { fields, typecast });
      case "update":
        return keys === "id" && isJsonObject(fields)
          ? to("update", { ...withoutId(fields), typecast })
          : to("upsert", { fields, keys, typecast });
      case "upsert":
        return to("upsert", { fields, keys, typecast });
      case "deleteRecord":
        return to("delete", { record });
      default:
        return unknownOperation();
    }
  },

  wordpress(params): Mapped {
    const resource = text(params.resource, "post");
    if (resource !== "post" && resource !== "page") return unknownOperation();
    const { title, content, status, slug, date } = {
      ...params,
      ...object(params.additionalFields),
      ...object(params.updateFields),
    } as JsonObject;
    const fields = {
      title: text(title),
      content: text(content),
      slug: text(slug),
      date: text(date),
      ...(status && { status: text(status) }),
    };
    const id = word(params[`${resource}Id`]);
    const to = (name: string, values: { [key: string]: Json | undefined }) =>
      operation("core.wordpress", `${resource}.${name}`, values);
    switch (text(params.operation, "create")) {
      case "create":
        return to("create", { ...fields, status: fields.status ?? "draft" });
      case "update":
        return to("update", { id, ...fields });
      case "get":
        return to("get", { id });
      case "getAll":
        return to("list", amount(params));
      case "delete":
        return to("delete", { id });
      default:
        return unknownOperation();
    }
  },

  googleSheets(params, version): Mapped {
    const sheet = located(params.documentId);
    const range = located({ value: object(params.sheetName).cachedResultName ?? object(params.sheetName).value ?? "" });
    if (version < 4 || text(params.resource, "sheet") !== "sheet") return unknownOperation();
    switch (text(params.operation, "read")) {
      case "read":
        if (Object.keys(object(params.filtersUI)).length > 0) return unknownOperation();
        return operation("core.googleSheets", "row.read", { sheet, range, all: true });
      case "clear":
        return operation("core.googleSheets", "row.clear", { sheet, range });
      default:
        return unknownOperation();
    }
  },

  jira(params): Mapped {
    const issue = text(params.issueKey);
    switch (`${text(params.resource, "issue")}.${text(params.operation, "create")}`) {
      case "issue.get":
        return operation("core.jira", "issue.get", { issue });
      case "issue.delete":
        return operation("core.jira", "issue.delete", { issue });
      case "issue.getAll":
        return operation("core.jira", "issue.search", {
          jql: text(object(params.options).jql, "order by created DESC"),
          ...amount(params),
        });
      case "issueComment.add":
        return operation("core.jira", "comment.add", { issue, text: text(params.comment) });
      case "issueComment.getAll":
        return operation("core.jira", "comment.list", { issue, ...amount(params) });
      default:
        return unknownOperation();
    }
  },
};

function withoutId({ id, ...fields }: JsonObject): { [name: string]: Json } {
  return { record: word(id), fields };
}

function github(wanted: string, params: JsonObject): Mapped {
  const at = { owner: located(params.owner), repo: located(params.repository) };
  const number = word(params.issueNumber);
  const more = object(params.additionalFields);
  const to = (place: string, values: { [name: string]: Json | undefined }) =>
    operation("core.github", place, { ...at, ...values });
  switch (wanted) {
    case "issue.create":
      return to("issue.create", {
        ...{ title: text(params.title), body: text(params.body) },
        ...{ labels: joined(params.labels, "label"), assignees: joined(params.assignees, "assignee") },
      });
    case "issue.createComment":
      return to("issue.comment", { number, body: text(params.body) });
    case "issue.edit": {
      const { title, body, state, labels, assignees } = object(params.editFields);
      return to("issue.update", {
        ...{
          number,
          title: text(title),
          body: text(body),
          labels: joined(labels, "label"),
          assignees: joined(assignees, "assignee"),
        },
        ...(state && { state }),
      });
    }
    case "issue.get":
      return to("issue.get", { number });
    case "issue.lock":
      return to("issue.lock", { number });
    case "repository.get":
      return to("repository.get", {});
    case "repository.getIssues": {
      const { state, labels, assignee, creator, since } = object(params.getRepositoryIssuesFilters);
      return to("issue.list", {
        ...(state && { state }),
        labels: text(labels),
        assignee: text(assignee),
        creator: text(creator),
        since: text(since),
        ...amount(params),
      });
    }
    case "user.getRepositories":
      return operation("core.github", "repository.list", { owner: at.owner, ...amount(params) });
    case "release.create":
      return to("release.create", {
        ...{
          tag: text(params.releaseTag),
          name: text(more.name),
          body: text(more.body),
          target: text(more.target_commitish),
        },
        ...{ draft: more.draft === true, prerelease: more.prerelease === true },
      });
    case "release.getAll":
      return to("release.list", amount(params));
    case "file.create":
      if (params.binaryData === true) return unknownOperation();
      return to("file.write", {
        ...{ path: text(params.filePath), text: text(params.fileContent), message: text(params.commitMessage) },
        branch: text(object(object(params.additionalParameters).branch).branch),
      });
    case "file.list":
      return to("file.list", { path: text(params.filePath), all: true });
    case "workflow.dispatch":
      return to("workflow.dispatch", {
        workflow: located(params.workflowId),
        ref: located(params.ref) || "main",
        inputs: params.inputs,
      });
    default:
      return unknownOperation();
  }
}

import { nextcloudAccount } from "@/nodes/credentials/publishing";
import { type Credential, credential, p } from "@/nodes/sdk";
import { type ApiOperation, apart, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { filledPath } from "@/nodes/sdk/api/draft";
import { baseOf } from "@/nodes/sdk/api/run-operation";
import { again, file, id } from "@/nodes/sdk/api/usual-params";
import { below, entriesOf, userOf } from "./dav";

const path = inPath(id("Path", "From the folder of the user, such as Photos/cat.jpg"));
const to = apart(id("New path"));
const base = { credentialField: "url" };
const shares = "/ocs/v2.php/apps/files_sharing/api/v1/shares";
const ocs = { headers: [{ name: "ocs-apirequest", value: "true" }], query: { format: "json" } };

const dav = (
  label: string,
  method: string,
  params: ApiOperation["params"],
  rest: Partial<ApiOperation> = {},
): ApiOperation => ({
  ...{ label, method, path: "/{+path}", params, answer: "text" },
  before: (draft, _, account) => below(draft, account),
  ...rest,
});

const toOther = (label: string, method: string): ApiOperation =>
  dav(
    label,
    method,
    { path, to },
    {
      ...again,
      before: (draft, values, account) => ({
        ...below(draft, account),
        headers: [
          { name: "destination", value: destination(values.to, account) },
          { name: "overwrite", value: "F" },
        ],
      }),
    },
  );

const destination = (target: unknown, account: Credential | undefined) =>
  `${baseOf({ api: { label: "Nextcloud", base }, account, server: undefined })}/remote.php/dav/files/${userOf(account)}/${filledPath("{+to}", {}, { to: target })}`;

export const nextcloud = defineApiNode({
  type: "core.nextcloud",
  label: "Nextcloud",
  summary: "Files, folders and shares of Nextcloud",
  icon: "folder",
  keywords: ["webdav", "owncloud", "file", "cloud", "share", "upload"],
  base,
  credentials: { account: credential("Account", nextcloudAccount) },
  errors: { at: ["ocs.meta.message"] },
  resources: {
    file: {
      label: "File",
      operations: {
        upload: dav("Upload", "PUT", { path, file: file("file") }),
        download: dav("Download", "GET", { path }, { answer: "file" }),
        list: dav(
          "List folder",
          "PROPFIND",
          { folder: inPath(p.text({ label: "Folder", default: "/", required: true })) },
          {
            ...{
              path: "/",
              headers: [{ name: "depth", value: "1" }],
              effect: "none",
              list: { at: "" },
              after: entriesOf,
            },
            before: (draft, { folder }, account) => {
              const inner = String(folder).replace(/^\/+|\/+$/g, "");
              return below(
                { ...draft, path: inner ? `/${filledPath("{+folder}", {}, { folder: inner })}/` : "/" },
                account,
              );
            },
          },
        ),
        createFolder: dav("Create folder", "MKCOL", { path }),
        move: toOther("Move", "MOVE"),
        copy: toOther("Copy", "COPY"),
        delete: dav("Delete", "DELETE", { path }),
      },
    },
    share: {
      label: "Share",
      operations: {
        create: {
          ...{ label: "Create", method: "POST", path: shares, body: "form", item: "ocs.data", ...ocs },
          params: {
            path: inBody(id("Path")),
            kind: inBody(
              p.select({
                label: "Kind",
                options: [
                  { value: "3", label: "Link" },
                  { value: "0", label: "User" },
                  { value: "1", label: "Group" },
                  { value: "4", label: "E-mail" },
                ],
              }),
              "shareType",
            ),
            with: inBody(p.text({ label: "With", help: "User, group or e-mail" }), "shareWith"),
            until: inBody(p.text({ label: "Until", placeholder: "2026-01-31" }), "expireDate"),
            note: inBody(p.text({ label: "Note", advanced: true })),
          },
        },
        list: {
          ...{ label: "List", method: "GET", path: shares, list: { at: "ocs.data" }, ...ocs },
          params: { path: inQuery(p.text({ label: "Path" })) },
        },
        delete: {
          label: "Delete",
          method: "DELETE",
          path: `${shares}/{share}`,
          params: { share: inPath(id("Share id")) },
          item: "ocs.meta",
          ...ocs,
        },
      },
    },
    user: {
      label: "User",
      operations: {
        list: { label: "List", method: "GET", path: "/ocs/v1.php/cloud/users", list: { at: "ocs.data.users" }, ...ocs },
        get: {
          label: "Get",
          method: "GET",
          path: "/ocs/v1.php/cloud/users/{user}",
          params: { user: inPath(id("User")) },
          item: "ocs.data",
          ...ocs,
        },
      },
    },
  },
});

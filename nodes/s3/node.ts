import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { fileOf } from "@/nodes/sdk/files";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import { ofItem } from "@/nodes/sdk/node-error";
import type { Item } from "@/shared/item";
import { type Bucket, openBucket, readXml } from "./client";
import { type S3Access, s3Access } from "./credential";
import { percented, presignS3 } from "./signature";

const bucket = p.text({ label: "Bucket", required: true });
const key = p.text({ label: "Key", required: true, placeholder: "2026/report.csv" });
const field = p.text({ label: "File field of the item", default: "data", required: true, expression: false });

export const s3 = defineNode({
  type: "core.s3",
  version: 1,
  label: "S3",
  summary: "Reads and writes files of Amazon S3, MinIO and the like",
  category: "network",
  icon: "hard-drive-upload",
  keywords: ["aws", "bucket", "minio", "object", "storage", "upload", "download", "r2", "backblaze"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { s3: credential("Server", s3Access) },
  params: {
    operation: p.choice({
      label: "What to do",
      cases: {
        list: {
          label: "List files",
          params: {
            bucket,
            prefix: p.text({ label: "Only keys that begin with", placeholder: "2026/" }),
            recursive: p.toggle({ label: "Also what is in folders", default: true }),
            limit: p.number({ label: "At most", default: 1_000, min: 1, max: 100_000, integer: true, unit: "files" }),
          },
        },
        download: { label: "Download a file", params: { bucket, key, field } },
        upload: { label: "Upload a file", params: { field, bucket, key } },
        copy: {
          label: "Copy",
          params: {
            bucket,
            key,
            toBucket: p.text({ label: "To the bucket", help: "Empty: the same" }),
            toKey: p.text({ label: "New key", required: true }),
          },
        },
        remove: { label: "Delete", params: { bucket, key } },
        link: {
          label: "Make a link",
          help: "Whoever has it can do this one thing for some time",
          params: {
            bucket,
            key,
            method: p.select({
              label: "To",
              options: [
                { value: "GET", label: "Download it" },
                { value: "PUT", label: "Upload it" },
              ],
            }),
            seconds: p.number({ label: "Good for", default: 3_600, min: 1, max: 604_800, integer: true, unit: "s" }),
            into: p.text({ label: "Put it into the field", default: "url", required: true, expression: false }),
          },
        },
      },
    }),
  },
  line: "{operation.is} {operation.bucket} {operation.key}",
  effect: "idempotent",
  async execute({ item, index, params, credentials, http }) {
    const operation = params.operation as Operation;
    try {
      const place = openBucket(operation.bucket, credentials.s3, http);
      const toBucket = operation.is === "copy" && operation.toBucket;
      const target = toBucket ? openBucket(toBucket, credentials.s3, http) : place;
      return { main: await perform(operation, item, { place, target, access: credentials.s3.reveal() as S3Access }) };
    } catch (thrown) {
      throw ofItem(thrown, index);
    }
  },
});

type At = { bucket: string; key: string };
type Operation =
  | { is: "list"; bucket: string; prefix: string; recursive: boolean; limit: number }
  | ({ is: "download" | "upload"; field: string } & At)
  | ({ is: "copy"; toBucket: string; toKey: string } & At)
  | ({ is: "remove" } & At)
  | ({ is: "link"; method: "GET" | "PUT"; seconds: number; into: string } & At);

type Places = { place: Bucket; target: Bucket; access: S3Access };

async function perform(operation: Operation, item: Item, { place, target, access }: Places): Promise<Output[]> {
  switch (operation.is) {
    case "list":
      return list(operation, place);
    case "download": {
      const { file } = await place.request("GET", operation.key, { response: "file" });
      if (!file) throw new NodeError(`"${operation.key}" came without contents`);
      const name = operation.key.split("/").at(-1) || file.name;
      return [{ ...item, binary: { ...item.binary, [operation.field]: { ...file, name } } }];
    }
    case "upload": {
      const file = fileOf(item, operation.field, "operation.field");
      // A file is named by the hash that S3 wants to know: what arrives otherwise is refused.
      const headers = [{ name: "x-amz-content-sha256", value: file.id }];
      await place.request("PUT", operation.key, { body: { type: "file", file }, headers, response: "text" });
      return [{ ...item, json: { ...item.json, bucket: operation.bucket, key: operation.key, size: file.size } }];
    }
    case "copy": {
      const { bucket: from, key: source, toBucket, toKey } = operation;
      const value = `/${from}/${source.split("/").map(percented).join("/")}`;
      const headers = [{ name: "x-amz-copy-source", value }];
      const answer = await target.request("PUT", toKey, { headers, response: "text" });
      // A copy that fails halfway is told with the status of success.
      const { Error: told } = readXml(answer) as { Error?: { Code?: string } };
      if (told) throw new NodeError(`S3 could not copy "${source}": ${told.Code}`);
      return [{ ...item, json: { ...item.json, bucket: toBucket || from, key: toKey } }];
    }
    case "remove":
      await place.request("DELETE", operation.key, { response: "text" });
      return [{ ...item, json: { ...item.json, key: operation.key } }];
    case "link": {
      const url = presignS3(operation.method, place.addressOf(operation.key), operation.seconds, access);
      return [{ ...item, json: { ...item.json, [operation.into]: url } }];
    }
  }
}

type Listed = {
  Contents?: { Key: string; Size: string; LastModified: string; ETag: string }[];
  CommonPrefixes?: { Prefix: string }[];
  NextContinuationToken?: string;
};

/** Page by page. Keys come in percents, since XML cannot hold all that they may have. */
async function list(
  { prefix, recursive, limit }: Extract<Operation, { is: "list" }>,
  place: Bucket,
): Promise<Output[]> {
  const found: Output[] = [];
  let token: string | undefined;
  do {
    const query = [
      { name: "list-type", value: "2" },
      { name: "encoding-type", value: "url" },
      { name: "max-keys", value: String(Math.min(limit - found.length, 1_000)) },
      { name: "prefix", value: prefix },
      ...(recursive ? [] : [{ name: "delimiter", value: "/" }]),
      ...(token ? [{ name: "continuation-token", value: token }] : []),
    ].filter(({ value }) => value !== "");
    const { ListBucketResult } = readXml(await place.request("GET", "", { query, response: "text" }));
    const { Contents = [], CommonPrefixes = [], NextContinuationToken } = (ListBucketResult || {}) as Listed;
    for (const { Prefix } of CommonPrefixes) found.push({ json: { key: plain(Prefix), type: "folder" } });
    for (const { Key, Size, LastModified, ETag } of Contents) {
      const etag = ETag.replaceAll('"', "");
      found.push({ json: { key: plain(Key), type: "file", size: Number(Size), modified: LastModified, etag } });
    }
    requireItemCount(found.length);
    token = NextContinuationToken;
  } while (token && found.length < limit);
  return found.slice(0, limit);
}

const plain = (encoded: string) => decodeURIComponent(encoded.replaceAll("+", " "));

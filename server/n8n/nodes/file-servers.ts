import type { Json, JsonObject } from "@/shared/item";
import type { Exporter, Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless, word } from "../params";

/** FTP, SFTP and S3. */
export const fileServersMappers: Mappers = {
  ftp(params): Mapped {
    const warnings: string[] = [];
    const type = text(params.protocol, "ftp") === "sftp" ? "core.sftp" : "core.ftp";
    return { type, params: { operation: fileOperation(params, warnings) }, warnings };
  },
  s3: bucketMapper,
  awsS3: bucketMapper,
};

const otherNames = "What a listing says of a file has other names here than in n8n";
/** As many as a listing gives at most. */
const all = 100_000;

function fileOperation(params: JsonObject, warnings: string[]): JsonObject {
  const options = object(params.options);
  const path = params.path ?? "";
  const field = text(params.binaryPropertyName, "data");
  switch (text(params.operation, "download")) {
    case "list":
      warnings.push(otherNames);
      return { is: "list", folder: path, recursive: params.recursive === true, limit: all };
    case "download":
      return { is: "download", path, field };
    case "upload":
      if (params.binaryData === false) throw new Error("A text has to become a file first");
      return { is: "upload", path, field };
    case "rename": {
      const makeFolders = options.createDirectories === true;
      return { is: "move", path: params.oldPath ?? "", to: params.newPath ?? "", makeFolders };
    }
    case "delete":
      if (options.folder !== true) return { is: "remove", path, what: "file" };
      if (options.recursive !== true) warnings.push("The folder is deleted with all that is in it");
      return { is: "remove", path, what: "folder" };
    default:
      throw new Error("An operation that has no counterpart");
  }
}

function bucketMapper(params: JsonObject): Mapped {
  if (text(params.resource, "file") !== "file") throw new Error("Buckets and folders are not made here");
  const warnings: string[] = [];
  return { type: "core.s3", params: { operation: bucketOperation(params, warnings) }, warnings };
}

function bucketOperation(params: JsonObject, warnings: string[]): JsonObject {
  const bucket = params.bucketName ?? "";
  const more = object(params.additionalFields);
  const field = text(params.binaryPropertyName, "data");
  switch (text(params.operation, "download")) {
    case "getAll": {
      warnings.push(otherNames);
      const limit = params.returnAll === true ? all : (params.limit ?? 100);
      return { is: "list", bucket, prefix: object(params.options).folderKey ?? "", limit };
    }
    case "download":
      return { is: "download", bucket, key: params.fileKey ?? "", field };
    case "delete":
      return { is: "remove", bucket, key: params.fileKey ?? "" };
    case "upload": {
      if (params.binaryData === false) throw new Error("A text has to become a file first");
      const { parentFolderKey, ...others } = more;
      if (parentFolderKey || !params.fileName) throw new Error("The key is not said in one");
      if (Object.keys(others).length)
        warnings.push("Storage class, encryption, tags and rights of the file are left out");
      return { is: "upload", bucket, key: params.fileName, field };
    }
    case "copy": {
      if (Object.keys(more).length)
        warnings.push("Storage class, encryption, tags and rights of the copy are left out");
      const [from, to] = [placeOf(params.sourcePath), placeOf(params.destinationPath)];
      const toBucket = to.bucket === from.bucket ? "" : to.bucket;
      return { is: "copy", ...from, toBucket, toKey: to.key };
    }
    default:
      throw new Error("An operation that has no counterpart");
  }
}

/** `/bucket/key`, where the key may be an expression. */
function placeOf(path: Json | undefined): { bucket: string; key: string } {
  const [, sign = "", bucket, key] = /^(=?)\/?([^/{}]+)\/(.+)$/s.exec(word(path)) ?? [];
  if (!bucket || !key) throw new Error("The bucket is not said by its name");
  return { bucket, key: sign + key };
}

export const fileServersExporters: Exporters = {
  "core.ftp": fileExporter("ftp"),
  "core.sftp": fileExporter("sftp"),
  "core.s3": (params) => {
    const parameters = bucketParameters(object(params.operation));
    return parameters && { type: "n8n-nodes-base.s3", typeVersion: 1, parameters: { resource: "file", ...parameters } };
  },
};

function fileExporter(protocol: string): Exporter {
  return (params) => {
    const parameters = fileParameters(object(params.operation));
    return parameters && { type: "n8n-nodes-base.ftp", typeVersion: 1, parameters: { protocol, ...parameters } };
  };
}

function fileParameters({ is, path = "", field, ...rest }: JsonObject): JsonObject | undefined {
  switch (is) {
    case "list":
      return { operation: "list", path: rest.folder ?? "", recursive: rest.recursive ?? false };
    case "download":
      return stored({ operation: "download", path, binaryPropertyName: field });
    case "upload":
      return stored({ operation: "upload", path, binaryPropertyName: field });
    case "move": {
      const options = stored({ createDirectories: unless(rest.makeFolders, false) });
      return { operation: "rename", oldPath: path, newPath: rest.to ?? "", options };
    }
    case "remove":
      return { operation: "delete", path, options: rest.what === "folder" ? { folder: true, recursive: true } : {} };
    default:
      return undefined;
  }
}

function bucketParameters({ is, bucket = "", key = "", field, ...rest }: JsonObject): JsonObject | undefined {
  const at = { bucketName: bucket };
  switch (is) {
    case "list":
      if (rest.recursive === false) return undefined;
      return {
        ...{ operation: "getAll", ...at, returnAll: rest.limit === all },
        ...(rest.limit !== all && { limit: rest.limit ?? 0 }),
        options: stored({ folderKey: unless(rest.prefix, "") }),
      };
    case "download":
      return stored({ operation: "download", ...at, fileKey: key, binaryPropertyName: field });
    case "upload":
      // n8n would take the name of the file.
      if (key === "") return undefined;
      return stored({ operation: "upload", ...at, fileName: key, binaryPropertyName: field });
    case "remove":
      return { operation: "delete", ...at, fileKey: key };
    case "copy": {
      const toBucket = rest.toBucket || bucket;
      const [from, to] = [pathOf(bucket, key), pathOf(toBucket, rest.toKey)];
      return from && to ? { operation: "copy", sourcePath: from, destinationPath: to } : undefined;
    }
    default:
      return undefined;
  }
}

function pathOf(bucket: Json, key: Json | undefined): string | undefined {
  const [folder, name] = [word(bucket), word(key)];
  if (!/^[^/={}][^/{}]*$/.test(folder) || name === "") return undefined;
  return name.startsWith("=") ? `=/${folder}/${name.slice(1)}` : `/${folder}/${name}`;
}

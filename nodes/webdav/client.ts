import { XMLParser } from "fast-xml-parser";
import type { Credential } from "@/nodes/sdk/credential";
import { isThere } from "@/nodes/sdk/file-server/operations";
import type { Entry, FileServer } from "@/nodes/sdk/file-server/server";
import { NodeError } from "@/nodes/sdk/node-error";
import type { HttpRequest, HttpResponse, Services } from "@/nodes/sdk/services";

type Options = { address: string; auth: Credential | undefined; http: Services["http"] };

const asked = `<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>`;

export function webdavServer({ address, auth, http }: Options): FileServer {
  const base = address.replace(/\/+$/, "");
  const urlOf = (path: string) => `${base}/${path.split("/").filter(Boolean).map(encodeURIComponent).join("/")}`;

  async function send(method: string, path: string, more: Partial<HttpRequest> = {}, fine: number[] = []) {
    const answer = await http({ method, url: urlOf(path), ...(auth && { auth }), response: "text", ...more });
    if (answer.ok || fine.includes(answer.status)) return answer;
    throw refused(answer, path);
  }

  /** Of the folder itself first, then of what is in it. */
  async function look(path: string, depth: "0" | "1"): Promise<Entry[]> {
    const headers = [{ name: "depth", value: depth }];
    const body = { type: "text", text: asked, contentType: "application/xml" } as const;
    const answer = await send("PROPFIND", path, { headers, body });
    return readListing(String(answer.body));
  }

  const server: FileServer = {
    list: async (folder) => (await look(folder, "1")).slice(1),
    async download(path) {
      const { file } = await send("GET", path, { response: "file" });
      if (file) return { ...file, name: path.split("/").at(-1) || file.name };
      throw new NodeError(`"${path}" came without contents`);
    },
    upload: async (file, path) => void (await send("PUT", path, { body: { type: "file", file } })),
    exists: (path) =>
      look(path, "0").then(
        () => true,
        (thrown) => {
          if (thrown instanceof NodeError && thrown.code === "WEBDAV_404") return false;
          throw thrown;
        },
      ),
    async rename(from, to, { overwrite }) {
      const headers = [
        { name: "destination", value: urlOf(to) },
        { name: "overwrite", value: overwrite ? "T" : "F" },
      ];
      const { status } = await send("MOVE", from, { headers }, [412]);
      if (status === 412) throw isThere(to);
    },
    async remove(path) {
      const [found] = await look(path, "0");
      if (found?.type === "folder") throw new NodeError(`"${path}" is a folder`, { code: "FILE_IS_FOLDER" });
      await send("DELETE", path);
    },
    removeFolder: async (path) => void (await send("DELETE", path)),
    async makeFolder(path) {
      const parts = path.split("/").filter(Boolean);
      // 405: it is there.
      for (const [index] of parts.entries()) await send("MKCOL", parts.slice(0, index + 1).join("/"), {}, [405]);
    },
    close: () => {},
  };
  return server;
}

const parser = new XMLParser({
  ...{ removeNSPrefix: true, ignoreAttributes: true, parseTagValue: false },
  isArray: (name) => name === "response" || name === "propstat",
});

type Listed = {
  multistatus?: {
    response?: {
      href?: string;
      propstat?: {
        prop?: { resourcetype?: { collection?: unknown } | ""; getcontentlength?: string; getlastmodified?: string };
      }[];
    }[];
  };
};

/** The last part of an address is the name, whatever the server says before it. */
function readListing(xml: string): Entry[] {
  const { multistatus } = parser.parse(xml) as Listed;
  if (!multistatus) {
    throw new NodeError("The answer is none of WebDAV", {
      hint: "Check the address: it is that of the folder for WebDAV",
    });
  }
  return (multistatus.response ?? []).map(({ href = "", propstat = [] }): Entry => {
    const props = Object.assign({}, ...propstat.map(({ prop }) => prop)) as NonNullable<
      (typeof propstat)[number]["prop"]
    >;
    const isFolder = typeof props.resourcetype === "object" && "collection" in props.resourcetype;
    const modifiedAt = Date.parse(props.getlastmodified ?? "");
    return {
      name: decoded(href.replace(/\/+$/, "").split("/").at(-1) ?? ""),
      type: isFolder ? "folder" : "file",
      ...(!isFolder && props.getcontentlength && { size: Number(props.getcontentlength) }),
      ...(!Number.isNaN(modifiedAt) && { modifiedAt }),
    };
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refused({ status, statusText }: HttpResponse, path: string): NodeError {
  return new NodeError(`The server answered ${status} ${statusText} for "${path || "/"}"`, {
    code: `WEBDAV_${status}`,
    hint:
      status === 401 || status === 403
        ? "Check the credential"
        : status === 409
          ? "The folder it lies in is missing"
          : undefined,
  });
}

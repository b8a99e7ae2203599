import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v2 as webdav } from "webdav-server";
import { temporaryFolder } from "@/server/db/testing";
import { fileServerSpecification } from "../file-servers.testing";
import { nodeHarness } from "../testing";

const folder = temporaryFolder();
const harness = nodeHarness();
let address = "";
let id = "";
let server: InstanceType<typeof webdav.WebDAVServer>;

beforeAll(async () => {
  const users = new webdav.SimpleUserManager();
  const ann = users.addUser("ann", "secret", false);
  const rights = new webdav.SimplePathPrivilegeManager();
  rights.setRights(ann, "/", ["all"]);
  server = new webdav.WebDAVServer({
    ...{ port: 0, hostname: "127.0.0.1", requireAuthentification: true, privilegeManager: rights },
    httpAuthentication: new webdav.HTTPBasicAuthentication(users, "files"),
  });
  await server.setFileSystemAsync("/", new webdav.PhysicalFileSystem(folder.path));
  const http = await server.startAsync(0);
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  id = await harness.credential("http.basic", { user: "ann", password: "secret" });
});
afterAll(async () => {
  await server.stopAsync();
  folder.remove();
});

fileServerSpecification("WebDAV", {
  type: "core.webdav",
  harness,
  folder: () => folder.path,
  node: () => ({ credentials: { auth: id } }),
  params: () => ({ address }),
  without: ["links"],
});

describe("WebDAV", () => {
  const list = (at: string, credentials = {}) =>
    harness.run("core.webdav", { address: at, operation: { is: "list", folder: "" } }, [{}], { credentials });

  it("says who is not let in, and what is no server of WebDAV", async () => {
    expect((await list(address)).error).toMatchObject({ code: "WEBDAV_401" });
    const plain = createServer((_, response) => response.end("<html>Hello</html>"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const { port } = plain.address() as AddressInfo;
    expect((await list(`http://127.0.0.1:${port}/`)).error?.message).toMatch(/none of WebDAV/);
    plain.close();
    expect((await list("http://169.254.169.254/")).error).toMatchObject({ code: "EGRESS_BLOCKED" });
  });

  it("takes no name of a hostile listing for a way out of the folder", async () => {
    const response = (href: string) =>
      `<D:response><D:href>${href}</D:href><D:propstat><D:prop><D:resourcetype/></D:prop></D:propstat></D:response>`;
    const hostile = createServer((_, answer) => {
      answer.writeHead(207, { "content-type": "application/xml" });
      const hrefs = ["/", "/good.txt", "/..%2F..%2Fetc%2Fpasswd", "http://elsewhere.example/%2e%2e", "/line%0Abreak"];
      answer.end(`<D:multistatus xmlns:D="DAV:">${hrefs.map(response).join("")}</D:multistatus>`);
    });
    await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
    const { port } = hostile.address() as AddressInfo;
    const { main, logs } = await list(`http://127.0.0.1:${port}/`);
    hostile.close();
    expect(main.map(({ path }) => path)).toEqual(["good.txt"]);
    expect(logs).toHaveLength(3);
  });
});

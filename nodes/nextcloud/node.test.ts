import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const listing = `<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
 <d:response><d:href>/remote.php/dav/files/ann/Photos/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response>
 <d:response><d:href>/remote.php/dav/files/ann/Photos/a%20cat.jpg</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>12</d:getcontentlength><d:getcontenttype>image/jpeg</d:getcontenttype><d:getlastmodified>Sat, 31 Jan 2026 12:00:00 GMT</d:getlastmodified><d:getetag>&quot;e1&quot;</d:getetag></d:prop></d:propstat></d:response>
 <d:response><d:href>/remote.php/dav/files/ann/Photos/2026/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response>
</d:multistatus>`;
const nextcloud = serviceHarness("core.nextcloud", {
  credential: (url) => ["nextcloud.account", { url: `${url}/`, user: "ann", password: "p" }],
  allows: ({ headers }) => headers.authorization === `Basic ${Buffer.from("ann:p").toString("base64")}`,
  refusal: { ocs: { meta: { status: "failure", statuscode: 997, message: "Current user is not logged in" } } },
  routes: {
    "PUT /remote.php/dav/files/ann/Docs/:name": () => reply(201),
    "PROPFIND /remote.php/dav/files/ann/Photos/": ({ headers }) =>
      headers.depth === "1" ? nextcloud.raw(207, listing, "application/xml; charset=utf-8") : reply(403),
    "GET /remote.php/dav/files/ann/Docs/:name": () => nextcloud.raw(200, "contents", "application/octet-stream"),
    "MOVE /remote.php/dav/files/ann/Docs/:name": () => reply(201),
    "POST /ocs/v2.php/apps/files_sharing/api/v1/shares": ({ form, headers }) =>
      headers["ocs-apirequest"]
        ? {
            ocs: {
              meta: { statuscode: 200 },
              data: { id: "5", path: form.path, url: "https://cloud.example.com/s/x" },
            },
          }
        : reply(412),
  },
});
const { go, last, sent } = nextcloud;

describe("Nextcloud", () => {
  it("uploads, downloads and moves files", async () => {
    const file = await nextcloud.fileItem("a.txt", "hello");
    expect((await go("file.upload", { path: "/Docs/a b.txt" }, [file])).main).toEqual([{ success: true }]);
    expect(last()).toMatchObject({ path: "/remote.php/dav/files/ann/Docs/a%20b.txt", body: "hello" });
    expect((await go("file.download", { path: "Docs/a.txt" })).items.main?.[0]?.binary?.data).toMatchObject({
      size: 8,
      name: "a.txt",
    });
    await go("file.move", { path: "Docs/a.txt", to: "Old/ä.txt" });
    expect(last().headers.destination).toBe(`${nextcloud.url()}/remote.php/dav/files/ann/Old/%C3%A4.txt`);
  });

  it("lists a folder without the folder itself", async () => {
    expect((await go("file.list", { folder: "/Photos", all: true })).main).toEqual([
      {
        ...{ path: "/Photos/a cat.jpg", name: "a cat.jpg", kind: "file", size: 12, mimeType: "image/jpeg" },
        ...{ changedAt: "2026-01-31T12:00:00.000Z", etag: "e1" },
      },
      expect.objectContaining({ path: "/Photos/2026", kind: "folder" }),
    ]);
  });

  it("shares a file by link, and never leaves the folder of the user", async () => {
    expect((await go("share.create", { path: "/Docs/a.txt" })).main).toMatchObject([{ id: "5", path: "/Docs/a.txt" }]);
    const before = sent().length;
    expect((await go("file.delete", { path: "../bob/a.txt" })).error?.message).toMatch(/lead to another place/);
    expect((await go("file.move", { path: "a.txt", to: "../bob/a.txt" })).error?.message).toMatch(
      /lead to another place/,
    );
    expect(sent()).toHaveLength(before);
  });
});

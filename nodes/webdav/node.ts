import { digestAuth } from "@/nodes/credentials/digest";
import { basicAuth, bearerToken } from "@/nodes/credentials/http";
import { optionalCredential, p } from "@/nodes/sdk";
import { fileServerNode } from "@/nodes/sdk/file-server/node";
import { webdavServer } from "./client";

export const webdav = fileServerNode({
  type: "core.webdav",
  label: "WebDAV",
  summary: "Reads and writes files of Nextcloud and other WebDAV servers",
  icon: "cloud-upload",
  keywords: ["nextcloud", "owncloud", "dav", "file", "upload", "download", "share"],
  credentials: { auth: optionalCredential("Sign in with", basicAuth, digestAuth, bearerToken) },
  params: {
    address: p.text({
      label: "Address",
      help: "Of the folder that paths begin with",
      placeholder: "https://cloud.example.com/remote.php/dav/files/ann",
      required: true,
    }),
  },
  open: async ({ params: { address }, credentials: { auth }, http }) => webdavServer({ address, auth, http }),
  explained: (thrown) => thrown,
});

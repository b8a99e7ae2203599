import { credential } from "@/nodes/sdk";
import { fileServerNode } from "@/nodes/sdk/file-server/node";
import { explained, ftpServer, openFtp } from "./client";
import { type FtpAccess, ftpAccess } from "./credential";

export const ftp = fileServerNode({
  type: "core.ftp",
  label: "FTP",
  summary: "Reads and writes files on a server by FTP or FTPS",
  icon: "folder-sync",
  keywords: ["ftps", "file", "upload", "download", "transfer", "server"],
  credentials: { ftp: credential("Server", ftpAccess) },
  params: {},
  open: async ({ credentials, files, ...lent }) =>
    ftpServer(await openFtp(credentials.ftp.reveal() as FtpAccess, lent), files),
  explained: (thrown, { credentials }) => explained(thrown, credentials.ftp.reveal() as FtpAccess),
});

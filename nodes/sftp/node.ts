import { credential } from "@/nodes/sdk";
import { fileServerNode } from "@/nodes/sdk/file-server/node";
import { explained, openSftp, sftpServer } from "./client";
import { type SftpAccess, sftpAccess } from "./credential";

export const sftp = fileServerNode({
  type: "core.sftp",
  label: "SFTP",
  summary: "Reads and writes files on a server by SSH",
  icon: "folder-lock",
  keywords: ["ssh", "file", "upload", "download", "transfer", "server"],
  credentials: { sftp: credential("Server", sftpAccess) },
  params: {},
  async open({ credentials, files, ...lent }) {
    const { client, end } = await openSftp(credentials.sftp.reveal() as SftpAccess, lent);
    return sftpServer(client, end, files);
  },
  explained: (thrown, { credentials }) => explained(thrown, credentials.sftp.reveal() as SftpAccess),
});
